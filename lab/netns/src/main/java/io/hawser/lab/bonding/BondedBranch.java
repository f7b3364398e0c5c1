package io.hawser.lab.bonding;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.Link;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.Compilers;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Beside;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Bulk;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// A company of headquarters and a branch, whose links become others while it runs.
final class BondedBranch {
  static final List<String> LINKS = List.of("one", "two", "three");
  static final String BRANCH = "branch-1";
  static final String HUB = "hq";

  private static final Duration UP_LIMIT = Duration.ofSeconds(120);
  private static final Duration APPLY_LIMIT = Duration.ofSeconds(60);

  /// Until the edges' own work is no more in the way of what they carry.
  private static final Duration COMPILED_LIMIT = Duration.ofSeconds(60);

  private static final Set<String> WORKING = Set.of("up", "probation");

  /// Of all TCP here: Linux's own default (RFC 9438), whatever the machine's is. A namespace of the
  /// lab may not make it its own.
  static final String CUBIC = "cubic";

  private static final String LINKS_OF_THE_BRANCH = "    links:\n";

  /// More than a link carries, of payload; and the bytes of it and its packets.
  private static final double OFFERED = 1.1;

  private static final int PAYLOAD = 1_472;
  private static final int PACKET = 1_500;

  private final ScenarioContext context;
  private final Company company;
  private LinkSet set = LinkSet.THREE_EQUAL;

  private BondedBranch(ScenarioContext context, Company company) {
    this.context = context;
    this.company = company;
  }

  static BondedBranch start(ScenarioContext context, Form form) throws IOException {
    Lab lab = context.up("bonding");
    Company company = new Company(lab, context.root());
    company.apply("bonding");
    for (EdgeNode edge : company.edges()) {
      company.powerOn(edge.name());
    }
    BondedBranch branch = new BondedBranch(context, company);
    branch.awaitLinks(LINKS.size(), UP_LIMIT);
    branch.routes();
    // Other sockets are told by whoever opens them.
    String gateway = lab.host(BRANCH).ipv4().getHostAddress();
    ip(branch.pc(), "route replace default via " + gateway + " dev eth0 congctl " + CUBIC);
    if (form == Form.FULL) {
      Compilers.awaitRest(company.edges(), COMPILED_LIMIT);
    }
    return branch;
  }

  /// What goes from one edge's machine to the other outside of the tunnel leaves by the link of
  /// that address.
  private void routes() throws IOException {
    for (int i = 0; i < LINKS.size(); i++) {
      for (String site : List.of(HUB, BRANCH)) {
        WanLink mine = wan(site, i);
        WanLink theirs = wan(site.equals(HUB) ? BRANCH : HUB, i);
        ip(
            machine(site),
            "route replace "
                + theirs.addresses().getFirst().host()
                + " via "
                + mine.addresses().getFirst().gateway().host()
                + " dev "
                + mine.device());
      }
    }
  }

  Lab lab() {
    return company.lab();
  }

  LinkSet set() {
    return set;
  }

  /// The edge's machine of a site.
  Host machine(String site) {
    return lab().host(site);
  }

  Host pc() {
    return lab().host("branch-1-pc");
  }

  Host hubPc() {
    return lab().host("hq-pc");
  }

  Link link(int member) {
    return lab().link(BRANCH + "/" + LINKS.get(member));
  }

  WanLink wan(String site, int member) {
    return lab().topology().sites().stream()
        .filter(each -> each.name().equals(site))
        .flatMap(each -> each.links().stream())
        .filter(each -> each.name().equals(LINKS.get(member)))
        .findFirst()
        .orElseThrow();
  }

  InetAddress outer(String site, int member) {
    return wan(site, member).addresses().getFirst().ip();
  }

  /// The links become these; answers when both edges know.
  void become(LinkSet wanted, Duration settle) throws IOException {
    context.say("links: " + wanted.text());
    for (int i = 0; i < wanted.size(); i++) {
      link(i).set(wanted.member(i).words());
    }
    order(wanted);
    awaitLinks(wanted.size(), APPLY_LIMIT);
    context.pass(settle);
  }

  /// Puts a company with these links in force, and does not wait for the edges.
  void order(LinkSet wanted) throws IOException {
    Path companies = context.root().resolve("lab/companies");
    String all = Files.readString(companies.resolve("bonding.yaml"));
    int end = all.lastIndexOf(LINKS_OF_THE_BRANCH) + LINKS_OF_THE_BRANCH.length();
    StringBuilder document = new StringBuilder(all.substring(0, end));
    for (int i = 0; i < wanted.size(); i++) {
      int mbps = wanted.member(i).mbps();
      document.append(
          "      - {name: %1$s, device: wan%2$d, transport: %1$s, up-mbps: %3$d, down-mbps: %3$d}\n"
              .formatted(LINKS.get(i), i, mbps));
    }
    Path file = context.directory().resolve("company.yaml");
    Files.writeString(file, document);
    company.orchestrator().apply(file, companies.resolve("bonding-policy.yaml"));
    set = wanted;
  }

  /// A member is again what it is in the set.
  void restore(int member) {
    link(member).set(set.member(member).words());
  }

  private void awaitLinks(int count, Duration limit) throws IOException {
    Set<String> wanted = new TreeSet<>(LINKS.subList(0, count));
    Company.until(
        "paths over " + wanted,
        limit,
        () -> working(BRANCH).equals(wanted) && working(HUB).equals(wanted));
  }

  /// Whether a member carries both ways, as its edge says.
  boolean works(int member) throws IOException {
    return working(BRANCH).contains(LINKS.get(member));
  }

  /// Links of a site with a path that carries both ways.
  private Set<String> working(String site) throws IOException {
    Set<String> links = new TreeSet<>();
    EdgeNode edge = company.edge(site);
    if (Files.exists(edge.host().path("/run/hawser/agent.sock"))) {
      for (JsonNode path : edge.poll("paths")) {
        if (WORKING.contains(path.path("stateOut").asString())
            && WORKING.contains(path.path("stateIn").asString())) {
          links.add(path.path("link").asString());
        }
      }
    }
    return links;
  }

  /// Bytes of IP packets that each link took from the branch so far.
  long[] takenBytes() {
    long[] bytes = new long[set.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = WireWatch.takenBytes(link(i));
    }
    return bytes;
  }

  /// Mbit/s of IP packets that each link takes from the branch, all at the same time and outside of
  /// the tunnel.
  List<Double> capacities(int seconds) throws IOException {
    letIn("udp", Way.OUTSIDE + LINKS.size());
    letIn("tcp", Way.OUTSIDE + LINKS.size());
    List<Beside.Work<Double>> members = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      int member = i;
      members.add(() -> capacity(member, seconds));
    }
    return Beside.all(members);
  }

  private double capacity(int member, int seconds) throws IOException {
    Bulk.Order order =
        Bulk.Order.of(outer(HUB, member), Way.OUTSIDE + member, seconds)
            .withWarmUp(1)
            .leavingBy(wan(BRANCH, member).device());
    double offered = set.member(member).mbps() * OFFERED * PAYLOAD / PACKET;
    return Bulk.udp(machine(BRANCH), machine(HUB), order, PAYLOAD, offered) * PACKET / PAYLOAD;
  }

  /// An edge's WAN lets in answers only: these ports of headquarters' too, from now on.
  void letIn(String protocol, int untilPort) throws IOException {
    String ports = Way.OUTSIDE + "-" + untilPort;
    machine(HUB)
        .exec(
            "nft", "insert", "rule", "inet", "hawser", "input", protocol, "dport", ports, "accept")
        .orThrow();
  }

  static void ip(Host host, String words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(Arrays.asList(words.split(" ")));
    host.exec(command.toArray(String[]::new)).orThrow();
  }
}
