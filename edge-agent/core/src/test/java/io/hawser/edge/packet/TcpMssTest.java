package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TcpMssTest {
  private static final int MTU = 1420;

  @Test
  void lowersTheOptionOfAnIpv4Syn() {
    MemorySegment p = syn("10.1.0.2", "10.2.0.2", 2, 4, 0x05, 0xB4);
    TcpMss.clamp(p, 0, 20, MTU);
    assertThat(Bytes.u16(p, 42)).isEqualTo(MTU - 40);
    assertThat(Checksum.finish(Packets.upperSum(p))).isZero();
  }

  @Test
  void lowersTheOptionOfAnIpv6Syn() {
    MemorySegment p = syn("fd00::1", "fd00::2", 2, 4, 0x05, 0xA0);
    TcpMss.clamp(p, 0, 40, MTU);
    assertThat(Bytes.u16(p, 62)).isEqualTo(MTU - 60);
    assertThat(Checksum.finish(Packets.upperSum(p))).isZero();
  }

  @Test
  void keepsTheChecksumRightAtAnOddOffset() {
    MemorySegment p = syn("10.1.0.2", "10.2.0.2", 1, 2, 4, 0x05, 0xB4, 1, 1, 0);
    TcpMss.clamp(p, 0, 20, MTU);
    assertThat(Bytes.u16(p, 43)).isEqualTo(MTU - 40);
    assertThat(Checksum.finish(Packets.upperSum(p))).isZero();
  }

  @Test
  void leavesASmallerOptionAlone() {
    MemorySegment p = syn("10.1.0.2", "10.2.0.2", 2, 4, 0x02, 0x18);
    TcpMss.clamp(p, 0, 20, MTU);
    assertThat(Bytes.u16(p, 42)).isEqualTo(0x218);
  }

  @Test
  void survivesRandomOptions() {
    long seed = new Random().nextLong();
    System.out.println("survivesRandomOptions seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] options = new byte[random.nextInt(11) * 4];
      random.nextBytes(options);
      MemorySegment p = MemorySegment.ofArray(Packets.syn("10.1.0.2", "10.2.0.2", options));
      TcpMss.clamp(p, 0, 20, MTU);
      assertThat(Checksum.finish(Packets.upperSum(p))).isZero();
    }
  }

  private static MemorySegment syn(String source, String destination, int... options) {
    byte[] bytes = new byte[options.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) options[i];
    }
    return MemorySegment.ofArray(Packets.syn(source, destination, bytes));
  }
}
