package io.hawser.lab.check;

import io.hawser.lab.Capture;
import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.company.WireguardGo;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Bulk;
import io.hawser.lab.traffic.Ping;
import io.hawser.lab.traffic.PingStream;
import io.hawser.lab.traffic.TcpSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Stock WireGuard peers an edge's service key, as caller and as called, and neither side's restart
/// ends a conversation.
///
/// A restarted responder is found out by the other side's silence timer, 15 s by the protocol
/// (`KEEPALIVE_TIMEOUT + REKEY_TIMEOUT`); the bounds on gaps are that, and what the start takes.
public final class InteropWireguard implements Scenario {
  private static final String SITE = "branch";
  private static final int SERVICE_PORT = 51_900;
  private static final int PEER_PORT = 51_820;
  private static final int ROAMED_PORT = 51_999;
  private static final int FIRST_TCP_PORT = 7000;
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration SESSION_LIMIT = Duration.ofSeconds(60);
  private static final int INTERVAL_MS = 200;

  /// Twice the longest outage of [#edgeRestarts], by which TCP has tried again.
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(90);

  /// Longer than `REKEY_AFTER_TIME` by a retry and some.
  private static final Duration REKEY_WINDOW = Duration.ofSeconds(155);

  /// Handshake initiations, by the length of their UDP datagram.
  private static final String INITIATIONS =
      "udp port 51900 and ((ip and udp[4:2] = 156) or (ip6 and ip6[44:2] = 156))";

  /// A stock peer and what goes on between it and the site.
  private record Stock(
      String name, WireguardGo peer, boolean calls, List<PingStream> pings, TcpSessions[] tcp) {
    /// What was lost, and the longest gap, over all of its pings.
    PingStream.Report mark() throws IOException {
      int sent = 0;
      int lost = 0;
      double gapMs = 0;
      for (PingStream ping : pings) {
        PingStream.Report report = ping.mark();
        sent += report.sent();
        lost += report.lost();
        gapMs = Math.max(gapMs, report.longestGapMs());
      }
      return new PingStream.Report(sent, lost, gapMs);
    }
  }

  @Override
  public String name() {
    return "interop-wireguard";
  }

  @Override
  public String about() {
    return "stock wireguard-go peers with an edge in both roles, through restarts, roaming and rekeys";
  }

  @Override
  public List<String> programs() {
    return List.of("wireguard-go", "wg", "tcpdump", "iperf3");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("interop");
    Figures figures = new Figures();
    Company company = new Company(lab, context.root());
    EdgeNode edge = company.edge(SITE);
    List<WireguardGo> peers = join(context, company, edge, form);
    List<Stock> stocks = new ArrayList<>();
    try {
      Host pc = lab.host("branch-pc");
      for (WireguardGo peer : peers) {
        stocks.add(converse(peer, pc, stocks.size(), figures, form));
      }
      if (form == Form.FULL) {
        rekeys(context, stocks, figures);
      }
      peersRestart(context, stocks, figures, form);
      edgeRestarts(context, edge, stocks, figures, form);
      roam(context, edge, stocks, figures, form);
      conversations(stocks, figures);
    } finally {
      for (Stock stock : stocks) {
        for (PingStream ping : stock.pings()) {
          ping.close();
        }
        for (TcpSessions sessions : stock.tcp()) {
          sessions.close();
        }
      }
    }
    return figures;
  }

  // ---------------------------------------------------------------- coming together

  private static List<WireguardGo> join(
      ScenarioContext context, Company company, EdgeNode edge, Form form) throws IOException {
    Path root = context.root();
    Path policy = root.resolve("lab/companies/demo-policy.yaml");
    company.orchestrator().apply(root.resolve("lab/companies/interop.yaml"), policy);
    company.powerOn(SITE);
    Company.until(
        "the edge's configuration",
        START_LIMIT,
        () -> edge.run("status").succeeded() && self(edge).path("revision").asLong() > 0);
    List<String> names =
        form == Form.FULL
            ? List.of("calling-v4", "calling-v6", "called-v4", "called-v6")
            : List.of("calling-v4", "called-v6");
    List<WireguardGo> peers = new ArrayList<>();
    StringBuilder clients = new StringBuilder("clients:\n");
    for (String name : names) {
      int number = peers.size() + 1;
      WireguardGo peer =
          new WireguardGo(
              company.lab().host(name),
              new WireguardGo.End(
                  "wireguard-go",
                  "wg0",
                  PEER_PORT,
                  List.of(
                      InetAddress.ofLiteral("10.250.0." + number),
                      InetAddress.ofLiteral("fd00:250::" + number)),
                  List.of("10.1.0.0/24", "fd00:1::/64")));
      peers.add(peer);
      clients.append(client(peer));
    }
    Path document = context.directory().resolve("company.yaml");
    String site = Files.readString(root.resolve("lab/companies/interop.yaml"));
    Files.writeString(document, site + clients);
    company.orchestrator().apply(document, policy);
    Company.until(
        "the edge's clients",
        START_LIMIT,
        () -> edge.ask("status").path("peers").size() == names.size());
    for (WireguardGo peer : peers) {
      setPeer(peer, self(edge).path("serviceKey").asString(), edge.host().name(), company.lab());
    }
    return peers;
  }

  private static JsonNode self(EdgeNode edge) throws IOException {
    return edge.ask("status").path("self");
  }

  private static boolean calls(WireguardGo peer) {
    return peer.host().name().startsWith("calling");
  }

  private static InetAddress outer(Host host, WireguardGo peer) {
    return peer.host().name().endsWith("v6") ? host.ipv6() : host.ipv4();
  }

  private static String endpoint(InetAddress address, int port) {
    String text = address.getHostAddress();
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
  }

  private static String client(WireguardGo peer) {
    return "  - {name: %s, site: %s, public-key: \"%s\", addresses: [\"%s/32\", \"%s/128\"]%s}%n"
        .formatted(
            peer.host().name(),
            SITE,
            peer.publicKey(),
            peer.inner().get(0).getHostAddress(),
            peer.inner().get(1).getHostAddress(),
            calls(peer)
                ? ""
                : ", endpoint: \"" + endpoint(outer(peer.host(), peer), PEER_PORT) + "\"");
  }

  private static void setPeer(WireguardGo peer, String key, String site, Lab lab)
      throws IOException {
    String allowed = "10.1.0.0/24,fd00:1::/64";
    if (!calls(peer)) {
      peer.peer(key, "allowed-ips", allowed);
      return;
    }
    InetAddress edge =
        lab.topology().sites().stream()
            .filter(each -> each.name().equals(site))
            .flatMap(each -> each.links().getFirst().addresses().stream())
            .filter(address -> address.isIpv6() == peer.host().name().endsWith("v6"))
            .findFirst()
            .orElseThrow()
            .ip();
    peer.peer(key, "allowed-ips", allowed, "endpoint", endpoint(edge, SERVICE_PORT));
  }

  private static Stock converse(WireguardGo peer, Host pc, int number, Figures figures, Form form)
      throws IOException {
    String name = peer.host().name();
    InetAddress inner4 = peer.inner().get(0);
    InetAddress inner6 = peer.inner().get(1);
    boolean calls = calls(peer);
    // Who sends first begins the handshake.
    if (calls) {
      Company.awaitPing(peer.host(), pc.ipv4(), SESSION_LIMIT);
    } else {
      Company.awaitPing(pc, inner4, SESSION_LIMIT);
    }
    int count = form.amount(5, 20);
    int answered =
        Ping.run(peer.host(), pc.ipv4(), count, INTERVAL_MS).received()
            + Ping.run(peer.host(), pc.ipv6(), count, INTERVAL_MS).received()
            + Ping.run(pc, inner4, count, INTERVAL_MS).received()
            + Ping.run(pc, inner6, count, INTERVAL_MS).received();
    figures.exactly(
        name + ": pings answered, IPv4 and IPv6, both ways", answered, "pings", 4.0 * count);
    Bulk.Result bulk = Bulk.tcp(peer.host(), pc, pc.ipv4(), form.amount(2, 5), 1);
    figures.atLeast(name + ": TCP transfer", bulk.receivedMbps(), "Mbit/s", form.bound(0.5, 2));
    List<PingStream> pings =
        List.of(
            PingStream.start(peer.host(), pc.ipv4(), INTERVAL_MS),
            PingStream.start(pc, inner6, INTERVAL_MS));
    TcpSessions[] tcp = {
      TcpSessions.start(peer.host(), pc, pc.ipv4(), FIRST_TCP_PORT + 2 * number, 1),
      TcpSessions.start(peer.host(), pc, pc.ipv6(), FIRST_TCP_PORT + 2 * number + 1, 1)
    };
    return new Stock(name, peer, calls, pings, tcp);
  }

  // ---------------------------------------------------------------- what may happen

  /// Nothing but time passes; every session must be renewed, by the side that began it.
  private static void rekeys(ScenarioContext context, List<Stock> stocks, Figures figures)
      throws IOException {
    context.say("waiting for a rekey: " + REKEY_WINDOW.toSeconds() + " s of pings");
    List<Capture> captures = new ArrayList<>();
    for (Stock stock : stocks) {
      captures.add(stock.peer().host().capture("eth0", INITIATIONS));
      stock.mark();
    }
    context.pass(REKEY_WINDOW);
    for (int i = 0; i < stocks.size(); i++) {
      Stock stock = stocks.get(i);
      PingStream.Report report = stock.mark();
      String byCaller = stock.calls() ? "> \\S+\\.51900:" : "IP6? \\S+\\.51900 >";
      Pattern caller = Pattern.compile(byCaller);
      long rekeys =
          captures.get(i).lines().stream().filter(line -> caller.matcher(line).find()).count();
      String who = stock.calls() ? "wireguard-go" : "the edge";
      figures.atLeast(stock.name() + ": rekeys begun by " + who, rekeys, "", 1);
      figures.exactly(
          stock.name() + ": pings lost over " + report.sent(), report.lost(), "pings", 0);
    }
  }

  private static void peersRestart(
      ScenarioContext context, List<Stock> stocks, Figures figures, Form form) throws IOException {
    context.say("every wireguard-go is killed and started again");
    for (Stock stock : stocks) {
      stock.mark();
      stock.peer().kill();
    }
    context.pass(Duration.ofSeconds(1));
    for (Stock stock : stocks) {
      stock.peer().restart();
    }
    for (Stock stock : stocks) {
      // A called peer has forgotten where the edge is, and waits to be called.
      double goal = stock.calls() ? 8_000 : 24_000;
      recover(stock, "gap when wireguard-go restarts", form.bound(60_000, goal), figures);
    }
  }

  private static void edgeRestarts(
      ScenarioContext context, EdgeNode edge, List<Stock> stocks, Figures figures, Form form)
      throws IOException {
    context.say("the edge is killed and started again");
    for (Stock stock : stocks) {
      stock.mark();
    }
    edge.kill();
    edge.start();
    for (Stock stock : stocks) {
      recover(stock, "gap when the edge restarts", form.bound(90_000, 35_000), figures);
    }
  }

  private static void recover(Stock stock, String what, double mostMs, Figures figures)
      throws IOException {
    for (PingStream ping : stock.pings()) {
      ping.awaitAnswer(SESSION_LIMIT);
    }
    PingStream.Report report = stock.mark();
    figures.atMost(stock.name() + ": " + what, report.longestGapMs(), "ms", mostMs);
    figures.note(stock.name() + ": pings lost then", report.lost(), "pings");
  }

  /// The peers' packets come from another port, and those to them must follow.
  private static void roam(
      ScenarioContext context, EdgeNode edge, List<Stock> stocks, Figures figures, Form form)
      throws IOException {
    context.say("every peer moves to another port");
    for (Stock stock : stocks) {
      stock.mark();
      stock.peer().moveTo(ROAMED_PORT);
    }
    context.pass(Duration.ofSeconds(form.amount(4, 8)));
    for (Stock stock : stocks) {
      PingStream.Report report = stock.mark();
      figures.atMost(
          stock.name() + ": gap when it moves",
          report.longestGapMs(),
          "ms",
          form.bound(5000, 2000));
      String seen = "none";
      for (JsonNode peer : edge.ask("status").path("peers")) {
        if (peer.path("name").asString().equals(stock.name())) {
          seen = peer.path("path").asString();
        }
      }
      String wanted = endpoint(outer(stock.peer().host(), stock.peer()), ROAMED_PORT);
      figures.holds(stock.name() + ": the edge follows", seen.equals(wanted), seen);
    }
  }

  private static void conversations(List<Stock> stocks, Figures figures) {
    for (Stock stock : stocks) {
      for (TcpSessions sessions : stock.tcp()) {
        sessions.awaitAnswers(TCP_PATIENCE);
        TcpSessions.Report report = sessions.mark();
        figures.holds(
            stock.name() + ": TCP session survived all of it",
            report.allSurvived(),
            report.toString());
      }
    }
  }
}
