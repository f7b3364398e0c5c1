package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class EcnTest {
  @Test
  void marksWhatIsCapableAndKeepsTheChecksumRight() {
    for (int before = 0; before < 4; before++) {
      byte[] packet = Packets.udp("10.1.0.2", 1, "10.2.0.9", 2, 100);
      MemorySegment p = MemorySegment.ofArray(packet);
      Bytes.put8(p, 1, 46 << 2 | before);
      Bytes.put16(p, 10, 0);
      Bytes.put16(p, 10, Checksum.finish(Checksum.sum(p, 0, 20)));
      assertThat(Ecn.mark(p, 0)).isEqualTo(before != 0);
      assertThat(Bytes.u8(p, 1)).isEqualTo(46 << 2 | (before == 0 ? 0 : 3));
      assertThat(Checksum.finish(Checksum.sum(p, 0, 20))).isZero();
    }
  }

  @Test
  void marksIpv6AndNothingBesideTheTwoBits() {
    byte[] packet = Packets.udp("fd00:1::2", 1, "fd00:2::9", 2, 100);
    MemorySegment p = MemorySegment.ofArray(packet);
    Bytes.put32(p, 0, 0x6BA5_4321);
    assertThat(Ecn.mark(p, 0)).isTrue();
    assertThat(Bytes.i32(p, 0)).isEqualTo(0x6BB5_4321);
    Bytes.put32(p, 0, 0x6B85_4321);
    assertThat(Ecn.mark(p, 0)).isFalse();
  }
}
