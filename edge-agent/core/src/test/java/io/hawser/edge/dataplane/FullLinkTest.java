package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.Packets;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `Outbound` with one path on a link of 3 Mbit/s: to an edge, or to a stock client. Packets are
/// told apart by their length.
class FullLinkTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long RATE = 3_000_000;
  private static final int MTU = 1_420;
  private static final int LEAST = 800;

  /// A datagram is filled to a multiple of it.
  private static final int STEP = 16;

  /// `VIRTIO_NET_HDR_GSO_UDP_L4`.
  private static final int UDP_SEGMENTS = 5;

  private static final String DENIED =
      """
      version: 1
      classes: [{name: all, mode: deny}]
      default-class: all
      """;

  private static final String ALLOWED = DENIED.replace(", mode: deny", "");

  private final List<Integer> left = new ArrayList<>();
  private final DropCounters drops = new DropCounters();
  private final Outbound outbound =
      new Outbound(
          new Wire(),
          (_, _, _) -> true,
          silent(ControlEvents.class),
          silent(InboundCommands.class),
          drops);
  private long epoch;

  private final class Wire implements WireEgress {
    private final MemorySegment memory = MemorySegment.ofArray(new byte[65_536]);

    @Override
    public MemorySegment memory() {
      return memory;
    }

    @Override
    public long room(int length) {
      return 0;
    }

    @Override
    public boolean toWire(Endpoint to, long offset, int length, int trafficClass) {
      left.add(length);
      return true;
    }
  }

  @Test
  void whatWaitedForASessionWaitsForTheLinkToo() {
    configure(true, ALLOWED, Map.of(0, RATE));
    give(20, 0);
    outbound.onInstallKey(0, Handshake.make(1).sendKey(), 0);
    assertThat(left).hasSizeLessThan(5);
    give(3, 0);
    run(1_000);

    assertThat(left.subList(0, 20)).hasSize(20).isSorted().doesNotHaveDuplicates();
    assertThat(left).hasSize(23);
  }

  @Test
  void whatIsDeniedMeanwhileDoesNotLeave() {
    configure(false, ALLOWED, Map.of(0, RATE));
    outbound.onInstallKey(0, Handshake.make(1).sendKey(), 0);
    give(20, 0);
    int before = left.size();
    configure(false, DENIED, Map.of(0, RATE));
    run(1_000);

    assertThat(left).hasSize(before);
    assertThat(drops.of(DropReason.DENIED)).isEqualTo(20 - before);
  }

  @Test
  void nothingWaitsWhereTheRateIsNotKnown() {
    configure(false, ALLOWED, Map.of());
    outbound.onInstallKey(0, Handshake.make(1).sendKey(), 0);
    give(20, 0);

    assertThat(left).hasSize(20).isSorted();
  }

  @Test
  void theSegmentsOfASuperPacketWaitOneBehindTheOther() {
    configure(false, ALLOWED, Map.of(0, RATE));
    outbound.onInstallKey(0, Handshake.make(1).sendKey(), 0);
    int size = 1_000;
    int total = 28 + 20 * size + 1;
    byte[] packet = framed(Packets.udp("10.1.0.2", 1_000, "10.2.0.9", 2_000, total - 28));
    VirtioHeader.segments(MemorySegment.ofArray(packet), 0, UDP_SEGMENTS, 28, size, 20, 6);
    outbound.onTunPacket(MemorySegment.ofArray(packet), 0, packet.length, 0);
    assertThat(left).hasSizeLessThan(5);
    run(1_000);

    assertThat(left).hasSize(21);
    assertThat(left.getLast()).isEqualTo(Collections.min(left)).isLessThan(left.getFirst());
  }

  private void give(int packets, long nowNs) {
    for (int n = 0; n < packets; n++) {
      byte[] packet =
          framed(Packets.udp("10.1.0.2", 1_000, "10.2.0.9", 2_000, LEAST + n * STEP - 28));
      outbound.onTunPacket(MemorySegment.ofArray(packet), 0, packet.length, nowNs);
    }
  }

  private static byte[] framed(byte[] packet) {
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    return framed;
  }

  private void run(int ms) {
    for (int now = 0; now <= ms; now++) {
      outbound.onCycle(now * NS_PER_MS);
      outbound.onTick(now * NS_PER_MS);
    }
  }

  // ---------------------------------------------------------------- what is around it

  private void configure(boolean stock, String policy, Map<Integer, Long> rates) {
    Prefix there = Prefix.parse("10.2.0.0/24");
    PeerSlot peer =
        new PeerSlot(0, "hq", "hq", "hq", !stock, new PrefixMap<>(Map.of(there, Boolean.TRUE)));
    PathSlot path =
        new PathSlot(
            0,
            1,
            "a>hq/a",
            0,
            MTU,
            stock,
            PathSlot.Cost.NONE,
            new PathCounters(),
            new PathCounters());
    outbound.onCycle(0);
    outbound.onForwarding(
        Forwarding.of(
            ++epoch,
            Policy.parse(policy, "policy.yaml"),
            new PrefixMap<>(Map.of(there, new Route("hq", List.of(0)))),
            List.of(peer),
            List.of(path),
            rates,
            Map.of()));
    Choice only = new Choice(SteeringMode.SINGLE, List.of(List.of(0)), "only", "only");
    outbound.onSteering(new SteeringTable(epoch, List.of(List.of(only))));
  }

  private static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }
}
