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
