package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeftChecksumTest {
  private static final int UPPER = IpPacket.V4_HEADER;
  private static final int FIELD = UPPER + 16;
  private static final Streams.Ends TCP = new Streams.Ends(false, true, 5000);
  private static final Streams.Ends TCP6 = new Streams.Ends(true, true, 5000);
  private static final int EXTENSION = 8;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int PAD_N = 1;
  private static final Streams.Ends UDP = new Streams.Ends(false, false, 5000);

  @Test
  void isZeroInEverySegmentAndChangesNothingElse() {
    byte[] payload = new Streams(new Random(1)).bytes(3_500);
    byte[] whole = Streams.packet(TCP, 1, 1, 0x18, new byte[12], payload);
    List<byte[]> complete = Streams.cut(Streams.superPacket(TCP, whole, 12, 1000));
    List<byte[]> left = Streams.cut(Streams.superPacket(TCP, whole, 12, 1000), true);
    assertThat(left).hasSize(4);
    for (int i = 0; i < left.size(); i++) {
      assertThat(checksum(left.get(i))).isZero();
      MemorySegment p = MemorySegment.ofArray(left.get(i));
      assertThat(LeftChecksum.isLeft(p, 0, UPPER)).isTrue();
      LeftChecksum.fill(p, 0, UPPER);
      assertThat(left.get(i)).isEqualTo(complete.get(i));
    }
  }

  /// What waited for an edge goes to a stock peer, and the other way round.
  @Test
  void isFilledInOrKeptWhereTheFarSideIsAnotherKind() {
    byte[] payload = new Streams(new Random(2)).bytes(3_500);
    byte[] whole = Streams.packet(TCP, 1, 1, 0x18, new byte[12], payload);
    List<byte[]> complete = Streams.cut(Streams.superPacket(TCP, whole, 12, 1000));
    List<byte[]> left = Streams.cut(Streams.superPacket(TCP, whole, 12, 1000), true);
    for (int i = 0; i < left.size(); i++) {
      turn(left.get(i), false);
      assertThat(left.get(i)).isEqualTo(complete.get(i));
      turn(left.get(i), false);
      turn(left.get(i), true);
      assertThat(left.get(i)).isEqualTo(complete.get(i));
    }
    byte[] zero = withChecksumOfZero();
    turn(zero, true);
    assertThat(checksum(zero)).isEqualTo(0xFFFF);
    byte[] udp = Streams.packet(UDP, 1, 1, 0, new byte[0], new byte[300]);
    byte[] before = udp.clone();
    turn(udp, false);
    turn(udp, true);
    assertThat(udp).isEqualTo(before);
  }

  private static void turn(byte[] packet, boolean toEdge) {
    MemorySegment p = MemorySegment.ofArray(packet);
    FlowKey key = new FlowKey();
    key.read(p, 0);
    LeftChecksum.turn(p, 0, key, toEdge);
  }

  @Test
  void isNeverLeftForUdp() {
    byte[] whole = Streams.packet(UDP, 1, 1, 0, new byte[0], new byte[3_500]);
    byte[] framed = Streams.superPacket(UDP, whole, 0, 1000);
    assertThat(Streams.cut(framed.clone(), true))
        .usingElementComparator(java.util.Arrays::compare)
        .isEqualTo(Streams.cut(framed));
  }

  /// A packet whose checksum happens to be 0 came so from its sender, right or wrong.
  @Test
  void isToldFromAChecksumThatIsZero() {
    byte[] packet = withChecksumOfZero();
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    assertThat(Streams.cut(framed.clone())).containsExactly(packet);
    byte[] kept = Streams.cut(framed, true).getFirst();
    assertThat(checksum(kept)).isEqualTo(0xFFFF);
    assertThat(isRight(kept)).isTrue();
  }

  /// Where other headers stand before TCP's nothing is left, and a segment's own sum of 0 is told
  /// from that as well.
  @Test
  void isToldFromTheZeroOfASegmentWhoseChecksumIsNotLeft() {
    byte[] payload = new byte[2_000];
    for (int i = 0; i < 2; i++) {
      // Two bytes of each segment's payload are free to bring its sum to 0.
      byte[] segment = behindExtension(TCP6, payload).get(i);
      Bytes.put16(MemorySegment.ofArray(payload), 1_000 * i, checksum6(segment));
    }
    for (byte[] segment : behindExtension(TCP6, payload)) {
      assertThat(checksum6(segment)).isEqualTo(0xFFFF);
    }
  }

  /// Segments towards an edge of a super-packet with an extension header.
  private static List<byte[]> behindExtension(Streams.Ends ends, byte[] payload) {
    byte[] whole = Streams.packet(ends, 1, 1, 0x10, new byte[0], payload);
    byte[] framed = Streams.superPacket(ends, whole, 0, 1_000);
    byte[] longer = new byte[framed.length + EXTENSION];
    int upper = VirtioHeader.LENGTH + IpPacket.V6_HEADER;
    System.arraycopy(framed, 0, longer, 0, upper);
    System.arraycopy(framed, upper, longer, upper + EXTENSION, framed.length - upper);
    MemorySegment p = MemorySegment.ofArray(longer);
    int payloadLength = whole.length - IpPacket.V6_HEADER + EXTENSION;
    Bytes.put16(p, VirtioHeader.LENGTH + 4, payloadLength);
    Bytes.put8(p, VirtioHeader.LENGTH + 6, DESTINATION_OPTIONS);
    Bytes.put8(p, upper, IpPacket.PROTOCOL_TCP);
    Bytes.put8(p, upper + 2, PAD_N);
    Bytes.put8(p, upper + 3, EXTENSION - 4);
    int headers = IpPacket.V6_HEADER + EXTENSION + 20;
    VirtioHeader.segments(
        p, 0, VirtioHeader.GSO_TCPV6, headers, 1_000, IpPacket.V6_HEADER + EXTENSION, 16);
    List<byte[]> segments = Streams.cut(longer, true);
    assertThat(segments).hasSize(2);
    return segments;
  }

  private static int checksum6(byte[] packet) {
    return Bytes.u16(MemorySegment.ofArray(packet), IpPacket.V6_HEADER + EXTENSION + 16);
  }

  @Test
  void isNotLookedForInWhatIsTooShortForIt() {
    byte[] stub = Packets.udp("10.1.0.2", 1, "10.2.0.9", 2, 0);
    assertThat(LeftChecksum.isLeft(MemorySegment.ofArray(stub), 0, UPPER)).isFalse();
  }

  /// Two bytes of payload are free to bring the sum to 0.
  private static byte[] withChecksumOfZero() {
    byte[] packet = Streams.packet(TCP, 1, 1, 0x10, new byte[0], new byte[2]);
    MemorySegment p = MemorySegment.ofArray(packet);
    Bytes.put16(p, packet.length - 2, checksum(packet));
    Bytes.put16(p, FIELD, 0);
    assertThat(isRight(packet)).isTrue();
    return packet;
  }

  private static boolean isRight(byte[] packet) {
    MemorySegment p = MemorySegment.ofArray(packet);
    int length = packet.length - UPPER;
    long sum = IpPacket.pseudoSum(p, 0, IpPacket.PROTOCOL_TCP, length);
    return Checksum.finish(sum + Checksum.sum(p, UPPER, length)) == 0;
  }

  private static int checksum(byte[] packet) {
    return Bytes.u16(MemorySegment.ofArray(packet), FIELD);
  }
}
