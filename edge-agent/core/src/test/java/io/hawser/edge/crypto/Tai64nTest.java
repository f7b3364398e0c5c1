package io.hawser.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Tai64nTest {

  @Test
  void theEpochIsTenSecondsAfterTheLabel() {
    assertThat(Tai64n.ofEpochMs(0).toBytes()).isEqualTo(Vectors.bytes("400000000000000a00000000"));
    assertThat(Tai64n.ofEpochMs(-1).label()).isEqualTo(0x4000000000000009L);
  }

  @Test
  void bytesCompareAsStampsDo() {
    Tai64n early = Tai64n.ofEpochMs(1_800_000_000_000L);
    Tai64n late = Tai64n.ofEpochMs(1_800_000_000_020L);
    assertThat(late.isAfter(early)).isTrue();
    assertThat(early.isAfter(early)).isFalse();
    assertThat(java.util.Arrays.compareUnsigned(late.toBytes(), early.toBytes())).isPositive();
    assertThat(Tai64n.read(late.toBytes(), 0)).isEqualTo(late);
  }

  @Test
  void labelsAndNanosAreUnsigned() {
    assertThat(new Tai64n(-1, 0).isAfter(new Tai64n(1, 0))).isTrue();
    assertThat(new Tai64n(1, -1).isAfter(new Tai64n(1, 1))).isTrue();
  }

  @Test
  void aStampTellsTheTimeToSeventeenMillisecondsOnly() {
    assertThat(Tai64n.ofEpochMs(1_001)).isEqualTo(Tai64n.ofEpochMs(1_000));
  }

  @Test
  void theNextStampIsGreaterAlsoAtTheEndOfASecond() {
    Tai64n stamp = Tai64n.ofEpochMs(0);
    for (int i = 0; i < 200; i++) {
      Tai64n next = stamp.next();
      assertThat(next.isAfter(stamp)).isTrue();
      assertThat(next.nanos()).isBetween(0, 999_999_999);
      stamp = next;
    }
    assertThat(stamp.label()).isEqualTo(Tai64n.ofEpochMs(3_000).label());
  }
}
