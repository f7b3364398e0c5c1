package io.hawser.edge.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.linux.LinkSocket;
import io.hawser.edge.agent.linux.LinkWatcher;
import io.hawser.edge.agent.linux.Namespace;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.ReceiveBatch;
import io.hawser.edge.agent.linux.SendRefusal;
import io.hawser.edge.agent.linux.WanLink;
import io.hawser.edge.bond.BondView;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.path.PacketCount;
import io.hawser.edge.path.PathView;
import io.hawser.edge.playout.PlayoutView;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two whole edges on a real kernel: real packets, real sockets, real rules.
class EdgeRuntimeTest {
  private static final long LIMIT_NS = 10_000_000_000L;
  private static final int PORT = 7_000;
  private static final int AF11 = 10 << 2;
  private static final int CAPABLE = 2;
  private static final int CONGESTED = 3;

  private Namespace internet;
  private TestEdge one;
  private TestEdge two;

  @BeforeAll
  static void needsRoot() {
    Namespace.require();
  }

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    internet = Namespace.create("i");
    internet.forward();
    one = new TestEdge(1, internet, directory);
    two = new TestEdge(2, internet, directory);
    one.start();
    two.start();
    one.apply(two, 1);
    two.apply(one, 1);
  }

  @AfterEach
  void stop() throws Exception {
    one.close();
    two.close();
    internet.close();
  }

  @Test
  void carriesPacketsBetweenEdgesAndBetweenTheirLans() {
    assertThat(one.namespace.pings(two.overlay(), 10)).as("%s", one.changes).isTrue();
    assertThat(one.host.pings(two.lanHost(), 5)).isTrue();
    assertThat(two.host.pings(one.lanHost(), 5)).isTrue();

    assertThat(flows(one.runtime()::departures)).anyMatch(flow -> flow.path().contains(">edge-2/"));
    List<PathView> paths = one.runtime().ask((control, nowNs) -> control.pathViews(nowNs));
    assertThat(paths).hasSize(2);
    assertThat(one.runtime().drops()).doesNotContainKey(DropReason.TUN_REFUSED);
  }

  /// Of a policy without bonds.
  @Test
  void answersWhatBondsThereAre() {
    assertThat(one.runtime().bonds()).isEmpty();
    assertThat(one.runtime().bondArrivals())
        .isEqualTo(new BondView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  /// Of a policy without a jitter buffer.
  @Test
  void answersWhatTheJitterBufferDid() {
    assertThat(one.runtime().playout()).isEqualTo(new PlayoutView(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void goesOnOverTheOtherLinkWhenOneVanishesAndUsesItAgainWhenItReturns() {
    assertThat(one.host.pings(two.lanHost(), 10)).isTrue();

    one.unplug(0);
    assertThat(one.host.pings(two.lanHost(), 5)).as("%s", one.changes).isTrue();

    one.plug(0);
    two.unplug(1);
    assertThat(one.host.pings(two.lanHost(), 10)).as("%s", one.changes).isTrue();
  }

  /// Its route comes a moment after the device is up, in the midst of what follows from that; and
  /// without IPv6 no later event would mend what was missed.
  @Test
  void everyLinkThatComesBackHasItsWayOut() {
    one.namespace.ip("link set wan0 addrgenmode none");
    for (int i = 0; i < 40; i++) {
      one.namespace.ip("link set wan0 down");
      awaitWayOut(false);
      one.namespace.ip("link set wan0 up");
      one.namespace.ip("route replace default via " + one.gateway(0) + " dev wan0 metric 100");
      awaitWayOut(true);
    }
  }

  private void awaitWayOut(boolean wanted) {
    long deadlineNs = System.nanoTime() + LIMIT_NS;
    String routes = one.namespace.ip("route show table 4200");
    while (routes.contains("default via") != wanted) {
      assertThat(System.nanoTime() - deadlineNs).as(routes).isNegative();
      routes = one.namespace.ip("route show table 4200");
    }
  }

  @Test
  void survivesTheDeletionOfItsTun() {
    assertThat(one.host.pings(two.lanHost(), 10)).isTrue();

    one.namespace.ip("link del hawser0");

    assertThat(one.host.pings(two.lanHost(), 10)).as("%s", one.changes).isTrue();
  }

  /// Both edges and the kernel between them, which marks what is capable as a router with a queue
  /// would.
  @Test
  void tellsTheReceiverOfCongestionOnTheWay() throws Exception {
    assertThat(one.host.pings(two.lanHost(), 10)).as("%s", one.changes).isTrue();
    internet.nft(
        """
        table ip way {
          chain forward {
            type filter hook forward priority 0;
            ip ecn ect0 ip ecn set ce
          }
        }
        """);
    try (LinkSocket socket = two.host.call(EdgeRuntimeTest::receiver);
        ReceiveBatch batch = new ReceiveBatch(4, 2_048)) {
      assertThat(trafficClassOfWhatArrives(socket, batch, AF11 | CAPABLE))
          .isEqualTo(AF11 | CONGESTED);
      assertThat(trafficClassOfWhatArrives(socket, batch, AF11)).isEqualTo(AF11);
    }
    assertThat(two.runtime().drops()).doesNotContainKey(DropReason.CONGESTED);
  }

  private static LinkSocket receiver() {
    LinkSocket socket =
        new LinkSocket(new WanLink(0, "lan", "eth0"), IpFamily.V4, PORT, (_, _, _) -> {});
    try (LinkWatcher watcher = new LinkWatcher()) {
      socket.follow(watcher.current());
    }
    return socket;
  }

  private int trafficClassOfWhatArrives(LinkSocket socket, ReceiveBatch batch, int sent)
      throws Exception {
    one.host.run(
        () -> {
          try (DatagramSocket sender = new DatagramSocket()) {
            sender.setOption(StandardSocketOptions.IP_TOS, sent);
            InetAddress there = InetAddress.ofLiteral(two.lanHost());
            sender.send(new DatagramPacket(new byte[100], 100, there, PORT));
          }
        });
    try (Poller poller = new Poller()) {
      poller.watch(socket.fd());
      assertThat(poller.await(LIMIT_NS)).as("sockets with something to read").isOne();
    }
    assertThat(socket.receive(batch)).isOne();
    return batch.trafficClass(0);
  }

  @Test
  void carriesPacketsWithOneThreadForBothDirections() throws Exception {
    one.stop();
    one.threads = 1;
    one.start();
    one.apply(two, 2);
    assertThat(one.namespace.pings(two.overlay(), 15)).as("%s", one.changes).isTrue();
    assertThat(one.host.pings(two.lanHost(), 5)).isTrue();
    assertThat(two.host.pings(one.lanHost(), 5)).isTrue();
    assertThat(flows(one.runtime()::departures)).isNotEmpty();
    assertThat(flows(one.runtime()::arrivals)).isNotEmpty();

    one.namespace.ip("link del hawser0");
    one.unplug(0);

    assertThat(one.host.pings(two.lanHost(), 10)).as("%s", one.changes).isTrue();
  }

  /// What a device's queue drops is no loss of the path, though the counters have a gap.
  @Test
  void tellsWhatItsOwnQueuesDropFromLoss() throws Exception {
    assertThat(one.host.pings(two.lanHost(), 10)).as("%s", one.changes).isTrue();
    one.shape(0);
    one.shape(1);
    one.host.run(
        () -> {
          for (int n = 0; n < 200; n++) {
            flood(two.lanHost(), 30);
            LockSupport.parkNanos(5_000_000);
          }
        });
    assertThat(one.host.pings(two.lanHost(), 5)).as("%s", one.changes).isTrue();

    long refused = one.runtime().drops().getOrDefault(DropReason.LINK_REFUSED, 0L);
    assertThat(refused).isGreaterThan(1000);
    assertThat(one.runtime().refusals()).containsKey(SendRefusal.QUEUE_FULL);
    assertThat(missing(one, PathView::outboundCount)).isLessThan(refused / 10);
    assertThat(missing(two, PathView::inboundCount)).isLessThan(refused / 10);
  }

  private static void flood(String address, int datagrams) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(address), 4000);
      for (int i = 0; i < datagrams; i++) {
        socket.send(new DatagramPacket(new byte[1200], 1200, to));
      }
    }
  }

  private static long missing(TestEdge edge, Function<PathView, PacketCount> direction) {
    return edge.runtime().ask((control, nowNs) -> control.pathViews(nowNs)).stream()
        .mapToLong(path -> direction.apply(path).missing())
        .sum();
  }

  @Test
  void leavesNothingInTheKernelWhenItStopsAndCanStartAgain() throws Exception {
    assertThat(one.namespace.pings(two.overlay(), 10)).isTrue();

    one.stop();
    assertThat(one.namespace.ip("link show")).doesNotContain("hawser0");
    assertThat(one.namespace.ip("rule show")).doesNotContain("4100").doesNotContain("0x4857");

    one.start();
    one.apply(two, 2);
    assertThat(one.namespace.pings(two.overlay(), 15)).as("%s", one.changes).isTrue();
  }

  private static List<FlowView> flows(Consumer<Consumer<FlowView>> source) {
    List<FlowView> flows = new ArrayList<>();
    source.accept(flows::add);
    return flows;
  }
}
