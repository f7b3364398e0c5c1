package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class EcnTest {
  private static final int EXPEDITED = 46 << 2;
  private static final int DROP = -1;

  /// RFC 6040, figure 4: a row for each inner field, in it a column for each outer one, both in the
  /// order of their numbers: not capable, ECT(1), ECT(0), CE.
  private static final int[][] OUTCOME = {
    {0, 0, 0, DROP},
    {1, 1, 1, 3},
    {2, 1, 2, 3},
    {3, 3, 3, 3},
  };

  @Test
  void marksWhatIsCapableAndKeepsTheChecksumRight() {
    for (int before = 0; before < 4; before++) {
      MemorySegment p = v4(EXPEDITED | before);
      assertThat(Ecn.mark(p, 0)).isEqualTo(before != 0);
      assertThat(Bytes.u8(p, 1)).isEqualTo(EXPEDITED | (before == 0 ? 0 : 3));
      assertThat(Checksum.finish(Checksum.sum(p, 0, 20))).isZero();
    }
  }

  @Test
  void marksIpv6AndNothingBesideTheTwoBits() {
    MemorySegment p = v6(0x6BA5_4321);
    assertThat(Ecn.mark(p, 0)).isTrue();
    assertThat(Bytes.i32(p, 0)).isEqualTo(0x6BB5_4321);
    Bytes.put32(p, 0, 0x6B85_4321);
    assertThat(Ecn.mark(p, 0)).isFalse();
  }

  @Test
  void readsTheTwoBitsAlone() {
    for (int field = 0; field < 4; field++) {
      assertThat(Ecn.of(v4(0xFC | field), 0)).isEqualTo(field);
      assertThat(Ecn.of(v6(0x6FCF_FFFF | field << 20), 0)).isEqualTo(field);
    }
  }

  @Test
  void takesOverWhatTheOuterHeaderTellsOfTheWay() {
    for (int inner = 0; inner < 4; inner++) {
      for (int outer = 0; outer < 4; outer++) {
        int expected = OUTCOME[inner][outer];
        int after = expected == DROP ? inner : expected;
        String cell = "inner " + inner + ", outer " + outer;
        // The outer code point is nobody's concern.
        int outerClass = 10 << 2 | outer;

        MemorySegment v4 = v4(EXPEDITED | inner);
        assertThat(Ecn.decapsulate(outerClass, v4, 0)).as(cell).isEqualTo(expected != DROP);
        assertThat(Bytes.u8(v4, 1)).as(cell).isEqualTo(EXPEDITED | after);
        assertThat(Checksum.finish(Checksum.sum(v4, 0, 20))).as(cell).isZero();

        MemorySegment v6 = v6(0x6B85_4321 | inner << 20);
        assertThat(Ecn.decapsulate(outerClass, v6, 0)).as(cell).isEqualTo(expected != DROP);
        assertThat(Bytes.i32(v6, 0)).as(cell).isEqualTo(0x6B85_4321 | after << 20);
      }
    }
  }

  private static MemorySegment v4(int trafficClass) {
    MemorySegment p = MemorySegment.ofArray(Packets.udp("10.1.0.2", 1, "10.2.0.9", 2, 100));
    Bytes.put8(p, 1, trafficClass);
    Bytes.put16(p, 10, 0);
    Bytes.put16(p, 10, Checksum.finish(Checksum.sum(p, 0, 20)));
    return p;
  }

  private static MemorySegment v6(int firstWord) {
    MemorySegment p = MemorySegment.ofArray(Packets.udp("fd00:1::2", 1, "fd00:2::9", 2, 100));
    Bytes.put32(p, 0, firstWord);
    return p;
  }
}
