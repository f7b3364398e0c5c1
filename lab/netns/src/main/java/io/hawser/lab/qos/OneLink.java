package io.hawser.lab.qos;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.Link;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Bulk;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;

/// The only link of the branch of the topology `qos`, and what is sent over it towards
/// headquarters: by the machines of the LANs through the tunnel, or by the edges' own without it.
final class OneLink {
  static final String BRANCH = "branch-1";
  private static final String HUB = "hq";
  private static final int LOAD_PORT = 5_401;
  private static final int THIN_PORT = 5_411;

  /// For what goes outside of the tunnel.
  private static final int BARE_PORT = 5_421;

  private static final String CUBIC = "cubic";
  private static final int SESSIONS = 4;

  /// A thin flow: 50 packets a second, of the same class as the load.
  private static final Pace THIN = new Pace(50, 172, 0);

  private static final int DATAGRAM = 1_200;
  private static final Duration LATEST = Duration.ofSeconds(1);

  private final ScenarioContext context;
  private final Lab lab;
  private final Link link;

  OneLink(ScenarioContext context, Lab lab) {
    this.context = context;
    this.lab = lab;
    link = lab.link(BRANCH + "/broadband");
  }

  /// What it is from now on, in the words of a link's keys.
  void become(String... words) {
    link.set(words);
  }

  private Host branchPc() {
    return lab.host("branch-1-pc");
  }

  private Host hubPc() {
    return lab.host("hq-pc");
  }

  // ---------------------------------------------------------------- through the tunnel

  Stream thin() throws IOException {
    return Stream.start(branchPc(), hubPc(), THIN_PORT, THIN);
  }

  /// Four sessions by CUBIC; answers how much arrived after the warm-up, Mbit/s.
  double transfer(int warmUpSeconds, int seconds) throws IOException {
    Bulk.Order order = cubic(hubPc().ipv4(), LOAD_PORT, warmUpSeconds, seconds);
    return Bulk.tcp(branchPc(), hubPc(), order).receivedMbps();
  }

  double flood(double mbps, int seconds) throws IOException {
    Bulk.Order order = Bulk.Order.of(hubPc().ipv4(), LOAD_PORT, seconds);
    return Bulk.udp(branchPc(), hubPc(), order, DATAGRAM, mbps);
  }

  // ---------------------------------------------------------------- without it

  /// To be called once before any of the following.
  void letBareIn() throws IOException {
    for (String protocol : new String[] {"tcp", "udp"}) {
      String rule = "insert rule inet hawser input " + protocol + " dport " + BARE_PORT + " accept";
      lab.host(HUB).exec("nft", rule).orThrow();
    }
  }

  Stream bareThin() throws IOException {
    return Stream.start(
        lab.host(BRANCH), outer(BRANCH), lab.host(HUB), outer(HUB), BARE_PORT, THIN);
  }

  double bareTransfer(int warmUpSeconds, int seconds) throws IOException {
    Bulk.Order order = cubic(outer(HUB), BARE_PORT, warmUpSeconds, seconds);
    return Bulk.tcp(lab.host(BRANCH), lab.host(HUB), order).receivedMbps();
  }

  private InetAddress outer(String site) {
    return lab.topology().sites().stream()
        .filter(each -> each.name().equals(site))
        .findFirst()
        .orElseThrow()
        .links()
        .getFirst()
        .addresses()
        .getFirst()
        .ip();
  }

  private static Bulk.Order cubic(InetAddress address, int port, int warmUpSeconds, int seconds) {
    return Bulk.Order.of(address, port, seconds)
        .withWarmUp(warmUpSeconds)
        .withConnections(SESSIONS)
        .withCongestionControl(CUBIC);
  }

  // ---------------------------------------------------------------- what is seen

  /// What became of a thin flow's packets in the next while, apart from the last second's, which
  /// may be under way.
  Heard hear(Stream thin, Duration interval) {
    long fromNs = System.nanoTime();
    context.pass(interval);
    return thin.heard(fromNs, System.nanoTime() - LATEST.toNanos());
  }

  /// Its delay now, as nothing else is sent, milliseconds.
  double aloneMs(Stream thin) {
    return hear(thin, LATEST.multipliedBy(3)).delayMedianMs();
  }

  /// Bytes of IP packets that passed the bottleneck so far.
  long passedBytes() {
    Map<String, Long> up = link.counters().get("up");
    return up == null ? 0 : up.getOrDefault("transmitted-bytes", 0L);
  }
}
