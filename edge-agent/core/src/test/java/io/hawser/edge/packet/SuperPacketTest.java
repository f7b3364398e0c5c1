package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SuperPacketTest {
  @Test
  void isCutIntoWhatItsSegmentsWouldHaveBeen() {
    long seed = new Random().nextLong();
    System.out.println("isCutIntoWhatItsSegmentsWouldHaveBeen seed=" + seed);
    Random random = new Random(seed);
    Streams streams = new Streams(random);
    for (int i = 0; i < 3_000; i++) {
      Streams.Ends ends = streams.ends(1 + random.nextInt(65_535));
      byte[] options = ends.tcp() ? streams.bytes(random.nextInt(11) * 4) : new byte[0];
      byte[] payload = streams.bytes(1 + random.nextInt(20_000));
      int size = 1 + random.nextInt(2_000);
      int flags = random.nextInt(256);
      int id = random.nextInt();
      int sequence = random.nextInt();
      byte[] whole = Streams.packet(ends, id, sequence, flags, options, payload);
      byte[] framed = Streams.superPacket(ends, whole, options.length, size);
      List<byte[]> expected = Streams.segments(ends, id, sequence, flags, options, payload, size);
      List<byte[]> cut = Streams.cut(framed);
      assertThat(cut).hasSameSizeAs(expected);
      for (int n = 0; n < cut.size(); n++) {
        assertThat(cut.get(n)).as("%s, segment %d", ends, n).isEqualTo(expected.get(n));
      }
    }
  }

  @Test
  void getsTheChecksumThatTheKernelLeftToIt() {
    byte[] right = Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 161);
    byte[] framed = new byte[VirtioHeader.LENGTH + right.length];
    System.arraycopy(right, 0, framed, VirtioHeader.LENGTH, right.length);
    MemorySegment p = MemorySegment.ofArray(framed);
    VirtioHeader.segments(p, 0, VirtioHeader.GSO_NONE, 0, 0, 20, 6);
    long pseudo = Checksum.sum(p, VirtioHeader.LENGTH + 12, 8) + 17 + right.length - 20;
    Bytes.put16(p, VirtioHeader.LENGTH + 26, (int) Checksum.fold(pseudo));
    assertThat(Streams.cut(framed)).containsExactly(right);
  }

  @Test
  void refusesWhatContradictsItself() {
    Streams.Ends ends = new Streams.Ends(false, true, 1);
    byte[] whole = Streams.packet(ends, 1, 1, 0x10, new byte[0], new byte[4000]);
    byte[] sound = Streams.superPacket(ends, whole, 0, 1000);
    assertThat(Streams.cut(sound.clone())).hasSize(4);
    assertThat(Streams.cut(with(sound, 1, VirtioHeader.GSO_TCPV6))).isEmpty();
    assertThat(Streams.cut(with(sound, 1, VirtioHeader.GSO_UDP))).isEmpty();
    assertThat(Streams.cut(with(sound, 1, 3))).isEmpty();
    assertThat(Streams.cut(with(with(sound, 4, 0), 5, 0))).as("no size").isEmpty();
    assertThat(Streams.cut(with(sound, 10 + 20 + 12, 0x40))).as("short TCP header").isEmpty();
    assertThat(Streams.cut(with(sound, 10 + 6, 0x20))).as("a fragment").isEmpty();
    assertThat(Streams.cut(Arrays.copyOf(sound, 4000))).as("cut off").isEmpty();
  }

  /// Else a drop would be counted as often as the packet before had segments.
  @Test
  void countsWhatItRefusesAsOne() {
    Streams.Ends ends = new Streams.Ends(false, true, 1);
    byte[] whole = Streams.packet(ends, 1, 1, 0x10, new byte[0], new byte[4000]);
    byte[] sound = Streams.superPacket(ends, whole, 0, 1000);
    SuperPacket packet = new SuperPacket();
    assertThat(packet.read(MemorySegment.ofArray(sound), 0, sound.length)).isTrue();
    assertThat(packet.count()).isEqualTo(4);
    assertThat(packet.read(MemorySegment.ofArray(new byte[20]), 0, 20)).isFalse();
    assertThat(packet.count()).isEqualTo(1);
  }

  @Test
  void neverReadsOutsideOfRandomBytes() {
    long seed = new Random().nextLong();
    System.out.println("neverReadsOutsideOfRandomBytes seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 14) {
        bytes[0] = (byte) random.nextInt(2);
        bytes[1] = (byte) random.nextInt(6);
        bytes[10] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
        bytes[12] = 0;
        bytes[13] = (byte) (bytes.length - 10);
        bytes[14] = 0;
      }
      Streams.cut(bytes);
    }
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }
}
