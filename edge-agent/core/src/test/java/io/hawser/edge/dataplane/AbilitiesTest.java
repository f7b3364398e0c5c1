package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.FeedbackFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.Transport;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a peer says that it reads, from its report to what is sent to it: an edge of before bonds
/// and parity is sent plain packets.
class AbilitiesTest {
  /// Stands for a packet that is in no frame.
  private static final int PLAIN = -1;

  private static final String POLICY =
      """
      version: 1
      applications:
        - {name: bonded, match: [{protocol: udp, ports: [5004]}]}
      classes:
        - {name: bonded, applications: [bonded], mode: bond}
        - {name: rest, mode: protect}
      default-class: rest
      """;

  private static final int BONDED = 5_004;
  private static final int PROTECTED = 9_000;
  private static final int FIFTH = 200_000;
  private static final int FIRST_LENGTH = 60;
  private static final int ALL = OverlayFrame.ABILITIES;
  private static final Prefix THERE = Prefix.parse("10.2.0.0/24");
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 51_820);

  private final List<Integer> left = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final DropCounters drops = new DropCounters();
  private final Handshake first = Handshake.make(1, PlainAead.SUITE);
  private final Handshake second = Handshake.make(2, PlainAead.SUITE);
  private final Outbound outbound =
      new Outbound(
          new Wire(),
          (_, _, _) -> true,
          silent(ControlEvents.class),
          silent(InboundCommands.class),
          drops);
  private final Inbound inbound =
      new Inbound(
          (_, _, _) -> true,
          new Coalescer.Abilities(true, true),
          silent(ControlEvents.class),
          listening(),
          drops);
  private long epoch;
  private long counter;

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
      long at = offset + Transport.HEADER_LENGTH;
      boolean isFrame = OverlayFrame.isFrame(memory, at, length - Transport.OVERHEAD);
      left.add(isFrame ? OverlayFrame.type(memory, at) : PLAIN);
      return true;
    }
  }

  private OutboundCommands listening() {
    return (OutboundCommands)
        Proxy.newProxyInstance(
            AbilitiesTest.class.getClassLoader(),
            new Class<?>[] {OutboundCommands.class},
            (_, method, arguments) -> {
              if (method.getName().equals("onAbilities")) {
                told.add(arguments[0] + " " + arguments[1]);
              }
              return method.getReturnType() == boolean.class ? true : null;
            });
  }

  // ---------------------------------------------------------------- what is sent

  @Test
  void aPeerThatSaysNothingIsSentPlainPackets() {
    configure("hq");
    give(BONDED, 3);
    give(PROTECTED, 10);

    assertThat(left).hasSize(13).containsOnly(PLAIN);
  }

  @Test
  void aPeerIsSentWhatItReads() {
    configure("hq");
    outbound.onAbilities("hq", ALL);
    give(BONDED, 2);
    give(PROTECTED, 10);

    assertThat(left).doesNotContain(PLAIN).contains(OverlayFrame.REPAIR);
    assertThat(left.subList(0, 2)).containsOnly(OverlayFrame.BOND);
    assertThat(left.subList(2, 5)).containsOnly(OverlayFrame.PROTECTED);
  }

  @Test
  void aPeerThatReadsOneOfTheTwoIsSentThatOne() {
    configure("hq");
    outbound.onAbilities("hq", OverlayFrame.ability(OverlayFrame.BOND));
    give(BONDED, 1);
    give(PROTECTED, 1);

    assertThat(left).containsExactly(OverlayFrame.BOND, PLAIN);
  }

  @Test
  void aPeerThatWasReplacedByAnOlderOneIsSentPlainPacketsAgain() {
    configure("hq");
    outbound.onAbilities("hq", ALL);
    give(BONDED, 1);
    outbound.onAbilities("hq", 0);
    give(BONDED, 1);
    give(PROTECTED, 1);

    assertThat(left).containsExactly(OverlayFrame.BOND, PLAIN, PLAIN);
  }

  /// A message may be there before the tables that name the peer, and nobody has another's.
  @Test
  void whatAPeerReadsIsKnownByItsNameAndForgottenWithIt() {
    outbound.onAbilities("hq", ALL);
    configure("hq");
    give(PROTECTED, 1);
    configure("dc");
    give(PROTECTED, 1);
    configure("hq");
    give(PROTECTED, 1);

    assertThat(left).containsExactly(OverlayFrame.PROTECTED, PLAIN, PLAIN);
  }

  // ---------------------------------------------------------------- what is heard

  @Test
  void outboundIsToldOnceAndWhenItChanges() {
    configure("hq");
    report(FeedbackFrame.LENGTH);
    report(FeedbackFrame.LENGTH);
    report(FIRST_LENGTH);
    report(FIRST_LENGTH);
    report(FeedbackFrame.LENGTH);

    assertThat(told).containsExactly("hq 15", "hq 0", "hq 15");
    assertThat(drops.of(DropReason.MALFORMED_FRAME)).isZero();
  }

  /// Outbound has forgotten it, too.
  @Test
  void outboundIsToldAgainOfAPeerThatComesBack() {
    configure("hq");
    report(FeedbackFrame.LENGTH);
    configure("dc");
    configure("hq");
    report(FeedbackFrame.LENGTH);

    assertThat(told).containsExactly("hq 15", "hq 15");
  }

  /// A report of the peer, as an edge of this version writes it, or one of before.
  private void report(int length) {
    MemorySegment plaintext = MemorySegment.ofArray(new byte[FeedbackFrame.LENGTH]);
    FeedbackFrame.write(plaintext, 0, new Feedback(1, 9, 9, 5, 5, 0, 0, 900, 0), 0);
    Bytes.put16(plaintext, 2, length);
    MemorySegment datagram = MemorySegment.ofArray(new byte[length + Transport.OVERHEAD]);
    datagram.set(ValueLayout.JAVA_BYTE, 0, (byte) 4);
    datagram.set(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
        4,
        first.receiveKey().localIndex());
    datagram.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 8, counter++);
    MemorySegment.copy(plaintext, 0, datagram, Transport.HEADER_LENGTH, length);
    inbound.onDatagram(0, SOURCE, 0, datagram, 0, (int) datagram.byteSize(), 1);
  }

  // ---------------------------------------------------------------- what is around it

  private void give(int port, int packets) {
    for (int n = 0; n < packets; n++) {
      byte[] packet = Packets.udp("10.1.0.2", 1_000, "10.2.0.9", port, 500);
      byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
      System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
      outbound.onTunPacket(MemorySegment.ofArray(framed), 0, framed.length, 0);
    }
  }

  /// Two paths that lose packets, to a peer of that name.
  private void configure(String name) {
    PeerSlot peer =
        new PeerSlot(0, name, name, name, true, new PrefixMap<>(Map.of(THERE, Boolean.TRUE)));
    Forwarding forwarding =
        Forwarding.of(
            ++epoch,
            Policy.parse(POLICY, "policy.yaml"),
            new PrefixMap<>(Map.of(THERE, new Route(name, List.of(0)))),
            List.of(peer),
            List.of(path(0, "a>hq/a"), path(1, "b>hq/b")),
            Map.of(),
            Map.of());
    outbound.onCycle(0);
    outbound.onForwarding(forwarding);
    Choice bonded = new Choice(SteeringMode.BOND, List.of(List.of(0, 1)), "both", "both");
    int classes = forwarding.policy().classes().size();
    outbound.onSteering(new SteeringTable(epoch, List.of(Collections.nCopies(classes, bonded))));
    outbound.onInstallKey(0, first.sendKey(), 0);
    outbound.onInstallKey(1, second.sendKey(), 0);
    outbound.onParity(0, FIFTH, false);
    outbound.onParity(1, FIFTH, false);
    inbound.onForwarding(forwarding);
    inbound.onInstallKey(0, first.receiveKey());
    inbound.onInstallKey(1, second.receiveKey());
  }

  private static PathSlot path(int slot, String id) {
    return new PathSlot(
        slot, 1, id, 0, 1_420, false, PathSlot.Cost.NONE, new PathCounters(), new PathCounters());
  }

  private static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }
}
