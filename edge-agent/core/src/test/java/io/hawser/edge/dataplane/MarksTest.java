package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Checksum;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.Ecn;
import io.hawser.edge.packet.IpPacket;
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
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What the outer header says of a packet, from `Outbound` with two paths to `Inbound` at their
/// other end.
class MarksTest {
  private static final String POLICY =
      """
      version: 1
      applications:
        - {name: calls, match: [{protocol: udp, ports: [5004]}]}
        - {name: backup, match: [{protocol: udp, ports: [873]}]}
      classes:
        - {name: calls, applications: [calls], real-time: true}
        - {name: backup, applications: [backup], queue: bulk}
        - {name: rest}
      default-class: rest
      queues:
        - {name: real-time, dscp: ef}
        - {name: bulk, dscp: keep}
      """;

  private static final int CALL = 5_004;
  private static final int BACKUP = 873;
  private static final int REST = 9_000;

  private static final int EXPEDITED = 46 << 2;
  private static final int AF11 = 10 << 2;
  private static final int NOT_CAPABLE = 0;
  private static final int CAPABLE_1 = 1;
  private static final int CAPABLE_0 = 2;
  private static final int CONGESTED = 3;

  private static final long NS_PER_MS = 1_000_000;
  private static final long RATE = 3_000_000;
  private static final int MTU = 1_420;
  private static final Prefix HERE = Prefix.parse("10.1.0.0/24");
  private static final Prefix THERE = Prefix.parse("10.2.0.0/24");
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 51_820);

  private record Sent(byte[] datagram, int trafficClass) {}

  private final List<Sent> left = new ArrayList<>();
  private final List<byte[]> delivered = new ArrayList<>();
  private final DropCounters drops = new DropCounters();
  private final Handshake first = Handshake.make(1);
  private final Handshake second = Handshake.make(2);
  private final Outbound outbound =
      new Outbound(
          new Wire(),
          (_, _, _) -> true,
          silent(ControlEvents.class),
          silent(InboundCommands.class),
          new DropCounters());
  private final Inbound inbound =
      new Inbound(
          this::deliver,
          new Coalescer.Abilities(true, true),
          silent(ControlEvents.class),
          silent(OutboundCommands.class),
          drops);

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
      byte[] datagram = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      left.add(new Sent(datagram, trafficClass));
      return true;
    }
  }

  private boolean deliver(MemorySegment packet, long offset, int length) {
    delivered.add(
        packet
            .asSlice(offset + VirtioHeader.LENGTH, length - VirtioHeader.LENGTH)
            .toArray(ValueLayout.JAVA_BYTE));
    return true;
  }

  // ---------------------------------------------------------------- outwards

  @Test
  void theQueueOfAClassSaysTheCodePoint() {
    connect(false, Map.of());
    give(CALL, AF11);
    give(BACKUP, AF11);
    give(REST, AF11);

    assertThat(marks()).containsExactly(EXPEDITED, AF11, WireEgress.UNMARKED);
  }

  @Test
  void betweenEdgesEcnIsThePacketsOwn() {
    connect(false, Map.of());
    for (int ecn = 0; ecn < 4; ecn++) {
      give(CALL, ecn);
      give(REST, AF11 | ecn);
    }

    assertThat(marks())
        .containsExactly(EXPEDITED, 0, EXPEDITED | 1, 1, EXPEDITED | 2, 2, EXPEDITED | 3, 3);
  }

  @Test
  void aStockPeerGetsTheCodePointAloneAlsoOfWhatWaitedForItsSession() {
    configure(true, Map.of());
    give(CALL, CAPABLE_0);
    give(BACKUP, AF11 | CAPABLE_1);
    outbound.onInstallKey(0, first.sendKey(), 0);
    give(CALL, CONGESTED);

    assertThat(marks()).containsExactly(EXPEDITED, AF11, EXPEDITED);
  }

  @Test
  void whatWaitedForItsLinkBearsTheSame() {
    connect(false, Map.of(0, RATE));
    for (int n = 0; n < 20; n++) {
      give(CALL, NOT_CAPABLE);
    }
    assertThat(left).hasSizeLessThan(10);
    run(1_000);

    assertThat(marks()).hasSize(20).containsOnly(EXPEDITED);
  }

  @Test
  void whatTheOwnQueueMarksIsMarkedOutsideToo() {
    connect(false, Map.of(0, RATE));
    for (int n = 0; n < 80; n++) {
      give(REST, CAPABLE_0);
    }
    run(1_000);
    left.forEach(sent -> receive(sent, WireEgress.UNMARKED));

    assertThat(marks()).hasSize(80).containsOnly(CAPABLE_0, CONGESTED);
    assertThat(ecnDelivered()).isEqualTo(marks());
  }

  @Test
  void whatIsNoUsersPacketIsUnmarked() {
    connect(false, Map.of());
    outbound.onSendDatagram(
        Objects.requireNonNull(first.sendKey().contact().endpoint()), new byte[148]);
    outbound.onSendFrame(0, new byte[0], 0);

    assertThat(marks()).containsExactly(WireEgress.UNMARKED, WireEgress.UNMARKED);
  }

  @Test
  void aCopyBearsWhatItsOriginalDid() {
    connect(false, Map.of());
    give(CALL, AF11 | CAPABLE_0);
    outbound.onDoubt(0, true, false, first.sendKey().remoteIndex(), -1, 0);
    give(CALL, AF11 | CAPABLE_1);

    assertThat(marks())
        .containsExactly(
            EXPEDITED | CAPABLE_0,
            EXPEDITED | CAPABLE_0,
            EXPEDITED | CAPABLE_1,
            EXPEDITED | CAPABLE_1);
  }

  // ---------------------------------------------------------------- inwards

  @Test
  void aMarkOnTheWireReachesThePacketInside() {
    connect(false, Map.of());
    give(CALL, AF11 | CAPABLE_0);
    receive(left.getFirst(), EXPEDITED | CONGESTED);

    MemorySegment packet = MemorySegment.ofArray(delivered.getFirst());
    assertThat(Bytes.u8(packet, 1)).isEqualTo(AF11 | CONGESTED);
    assertThat(Checksum.finish(Checksum.sum(packet, 0, IpPacket.V4_HEADER))).isZero();
  }

  @Test
  void aMarkReachesThePacketInACopyToo() {
    connect(false, Map.of());
    give(CALL, CAPABLE_0);
    outbound.onDoubt(0, true, false, first.sendKey().remoteIndex(), -1, 0);
    receive(left.get(1), EXPEDITED | CONGESTED);

    assertThat(ecnDelivered()).containsExactly(CONGESTED);
  }

  @Test
  void whoseSenderWouldNotUnderstandTheMarkIsDroppedAndCounted() {
    connect(false, Map.of());
    for (int outer = 0; outer < 4; outer++) {
      give(CALL, NOT_CAPABLE);
      receive(left.getLast(), outer);
    }

    assertThat(ecnDelivered()).containsExactly(NOT_CAPABLE, NOT_CAPABLE, NOT_CAPABLE);
    assertThat(drops.of(DropReason.CONGESTED)).isOne();
  }

  @Test
  void whatIsNotAdmittedIsCountedAsThat() {
    configure(false, Map.of());
    outbound.onInstallKey(0, first.sendKey(), 0);
    byte[] foreign = packet("10.9.0.2", CALL, NOT_CAPABLE);
    outbound.onTunPacket(MemorySegment.ofArray(foreign), 0, foreign.length, 0);
    receive(left.getFirst(), CONGESTED);

    assertThat(drops.of(DropReason.FOREIGN_SOURCE)).isOne();
    assertThat(drops.of(DropReason.CONGESTED)).isZero();
  }

  // ---------------------------------------------------------------- what is around it

  private List<Integer> marks() {
    return left.stream().map(Sent::trafficClass).toList();
  }

  private List<Integer> ecnDelivered() {
    return delivered.stream().map(packet -> Ecn.of(MemorySegment.ofArray(packet), 0)).toList();
  }

  private void give(int port, int trafficClass) {
    byte[] framed = packet("10.1.0.2", port, trafficClass);
    outbound.onTunPacket(MemorySegment.ofArray(framed), 0, framed.length, 0);
  }

  private static byte[] packet(String source, int port, int trafficClass) {
    byte[] packet = Packets.udp(source, 1_000, "10.2.0.9", port, 1_000);
    MemorySegment p = MemorySegment.ofArray(packet);
    Bytes.put8(p, 1, trafficClass);
    Bytes.put16(p, 10, 0);
    Bytes.put16(p, 10, Checksum.finish(Checksum.sum(p, 0, IpPacket.V4_HEADER)));
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    return framed;
  }

  private void receive(Sent sent, int trafficClass) {
    MemorySegment datagram = MemorySegment.ofArray(sent.datagram.clone());
    inbound.onDatagram(0, SOURCE, trafficClass, datagram, 0, sent.datagram.length, 0);
    inbound.onDrained();
  }

  private void run(int ms) {
    for (int now = 0; now <= ms; now++) {
      outbound.onCycle(now * NS_PER_MS);
      outbound.onTick(now * NS_PER_MS);
    }
  }

  private void connect(boolean stock, Map<Integer, Long> rates) {
    configure(stock, rates);
    outbound.onInstallKey(0, first.sendKey(), 0);
    outbound.onInstallKey(1, second.sendKey(), 0);
  }

  /// Both ends hold the same tables: what is sent at the one is admitted at the other.
  private void configure(boolean stock, Map<Integer, Long> rates) {
    PeerSlot peer =
        new PeerSlot(0, "hq", "hq", "hq", !stock, new PrefixMap<>(Map.of(HERE, Boolean.TRUE)));
    Forwarding forwarding =
        Forwarding.of(
            1,
            Policy.parse(POLICY, "policy.yaml"),
            new PrefixMap<>(Map.of(THERE, new Route("hq", List.of(0)))),
            List.of(peer),
            List.of(path(0, "a>hq/a", stock), path(1, "b>hq/b", stock)),
            rates,
            Map.of());
    outbound.onCycle(0);
    outbound.onForwarding(forwarding);
    Choice choice =
        new Choice(SteeringMode.SINGLE, List.of(List.of(0), List.of(1)), "first", "first");
    int classes = forwarding.policy().classes().size();
    outbound.onSteering(new SteeringTable(1, List.of(Collections.nCopies(classes, choice))));
    inbound.onForwarding(forwarding);
    inbound.onInstallKey(0, first.receiveKey());
    inbound.onInstallKey(1, second.receiveKey());
  }

  private static PathSlot path(int slot, String id, boolean stock) {
    return new PathSlot(
        slot, 1, id, 0, MTU, stock, PathSlot.Cost.NONE, new PathCounters(), new PathCounters());
  }

  private static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }
}
