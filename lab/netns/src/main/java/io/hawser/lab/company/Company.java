package io.hawser.lab.company;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.traffic.Ping;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The demo company on a lab: an orchestrator and an edge at every site, from the packages that
/// ship.
public final class Company {
  private static final Duration POLL = Duration.ofMillis(100);

  /// Between questions to every edge's command line, each of which starts a JVM.
  private static final Duration PATHS_POLL = Duration.ofSeconds(2);

  private final Lab lab;
  private final Path root;
  private final Packages packages;
  private final OrchestratorNode orchestrator;
  private final Map<String, EdgeNode> edges = new LinkedHashMap<>();

  /// Of the document in force; where it names some, its branches have paths to these only.
  private final Set<String> hubs = new HashSet<>();

  /// Starts the orchestrator; no edge runs yet.
  ///
  /// @param root the repository
  public Company(Lab lab, Path root) throws IOException {
    this.lab = lab;
    this.root = root;
    this.packages = new Packages(root);
    Host host = lab.host("orchestrator");
    String address = host.ipv4().getHostAddress();
    this.orchestrator = new OrchestratorNode(host, address, packages);
    for (var site : lab.topology().sites()) {
      edges.put(site.name(), new EdgeNode(lab.host(site.name()), packages));
    }
    orchestrator.awaitFirstStart();
  }

  public Lab lab() {
    return lab;
  }

  public OrchestratorNode orchestrator() {
    return orchestrator;
  }

  public EdgeNode edge(String site) {
    EdgeNode edge = edges.get(site);
    if (edge == null) {
      throw new IllegalArgumentException(
          "site: " + site + " (expected: one of " + edges.keySet() + ")");
    }
    return edge;
  }

  /// A box that stands at no site of the topology: the edge's package on any host.
  public EdgeNode box(String host) throws IOException {
    return new EdgeNode(lab.host(host), packages);
  }

  public List<EdgeNode> edges() {
    return List.copyOf(edges.values());
  }

  /// Puts `lab/companies/NAME.yaml` and its policy in force.
  public void apply(String name) throws IOException {
    apply(name, name);
  }

  /// Puts `lab/companies/NAME.yaml` and the policy `POLICY-policy.yaml` in force.
  public void apply(String name, String policy) throws IOException {
    Path companies = root.resolve("lab/companies");
    Path document = companies.resolve(name + ".yaml");
    hubs.clear();
    for (JsonNode hub :
        new YAMLMapper().readTree(document.toFile()).path("topology").path("hubs")) {
      hubs.add(hub.asString());
    }
    orchestrator.apply(document, companies.resolve(policy + "-policy.yaml"));
  }

  /// Gives an edge a claim that is approved beforehand and switches it on.
  public void powerOn(String site) throws IOException {
    EdgeNode edge = edge(site);
    edge.provision(orchestrator.url(), orchestrator.token(site, true));
    edge.start();
  }

  /// Everything in force and every path up: what most scenarios begin with.
  public void run(String name, Duration limit) throws IOException {
    apply(name);
    for (String site : edges.keySet()) {
      powerOn(site);
    }
    awaitPaths(limit);
  }

  /// Waits until every path of every edge is up in both directions.
  public void awaitPaths(Duration limit) throws IOException {
    until(
        "every path up",
        limit,
        PATHS_POLL,
        () -> pathsUp() == pathsExpected() && pathsExpected() > 0);
  }

  /// Paths up, counted at both ends.
  public int pathsUp() throws IOException {
    int up = 0;
    for (EdgeNode edge : edges.values()) {
      up += answers(edge) ? edge.pathsUp() : 0;
    }
    return up;
  }

  /// Waits until every path carries packets both ways, if not yet or not always well.
  public void awaitAlive(Duration limit) throws IOException {
    until("every path alive", limit, () -> pathsAlive() == pathsExpected() && pathsExpected() > 0);
  }

  /// Paths that carry packets both ways, counted at both ends.
  public int pathsAlive() throws IOException {
    int alive = 0;
    for (EdgeNode edge : edges.values()) {
      alive += answers(edge) ? edge.pathsAlive() : 0;
    }
    return alive;
  }

  /// Paths that the topology allows, counted at both ends: links of one transport, not both behind
  /// a NAT.
  public int pathsExpected() {
    int expected = 0;
    for (var mine : lab.topology().sites()) {
      for (var theirs : lab.topology().sites()) {
        boolean anyHub = hubs.contains(mine.name()) || hubs.contains(theirs.name());
        if (mine == theirs || !(hubs.isEmpty() || anyHub)) {
          continue;
        }
        for (var a : mine.links()) {
          for (var b : theirs.links()) {
            boolean natted = a.nat().isPresent() && b.nat().isPresent();
            if (a.transport().equals(b.transport()) && !natted) {
              expected++;
            }
          }
        }
      }
    }
    return expected;
  }

  private static boolean answers(EdgeNode edge) throws IOException {
    return edge.run("paths", "--json").succeeded();
  }

  /// Hosts on the LANs.
  public List<Host> lanHosts() {
    List<Host> hosts = new ArrayList<>();
    for (var site : lab.topology().sites()) {
      site.lan().hosts().forEach(host -> hosts.add(lab.host(host.name())));
    }
    return hosts;
  }

  /// One LAN host of each site.
  public List<Host> lanHostOfEachSite() {
    List<Host> hosts = new ArrayList<>();
    for (var site : lab.topology().sites()) {
      hosts.add(lab.host(site.lan().hosts().getFirst().name()));
    }
    return hosts;
  }

  /// Waits until a ping is answered.
  public static void awaitPing(Host from, InetAddress to, Duration limit) throws IOException {
    until(
        from.name() + " reaches " + to.getHostAddress(),
        limit,
        () -> Ping.run(from, to, 1, 200).received() == 1);
  }

  /// Something that may come true.
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws IOException;
  }

  /// Asks again and again, for `limit` at most.
  public static void until(String what, Duration limit, Condition condition) throws IOException {
    until(what, limit, POLL, condition);
  }

  /// The same, not as often.
  public static void until(String what, Duration limit, Duration poll, Condition condition)
      throws IOException {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadlineNs >= 0) {
        throw new IOException(what + ": not within " + limit.toSeconds() + " s");
      }
      LockSupport.parkNanos(poll.toNanos());
    }
  }
}
