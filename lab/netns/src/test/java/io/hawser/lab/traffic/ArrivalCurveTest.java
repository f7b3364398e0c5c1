package io.hawser.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalCurveTest {
  private static final long MS = 1_000_000;
  private static final long START_NS = nearOverflowNs();

  private static long nearOverflowNs() {
    return Long.MAX_VALUE - 100 * MS;
  }

  /// A kilobyte every 2 ms for 200 ms across the overflow of the clock, but for 40 ms.
  private static ArrivalCurve interrupted() {
    ArrivalCurve curve = new ArrivalCurve(START_NS);
    for (int ms = 0; ms < 200; ms += 2) {
      if (ms < 100 || ms >= 140) {
        curve.arrived(1_000, START_NS + ms * MS);
      }
    }
    return curve;
  }

  @Test
  void countsWhatArrivedInAnInterval() {
    ArrivalCurve curve = interrupted();
    assertThat(curve.bytes(START_NS, START_NS + 10 * MS)).isEqualTo(5_000);
    assertThat(curve.bytes(START_NS + 98 * MS, START_NS + 142 * MS)).isEqualTo(2_000);
    assertThat(curve.bytes(START_NS, START_NS + 3_600_000 * MS)).isEqualTo(80_000);
  }

  @Test
  void aSilenceIsTheLongestTimeWithoutAnArrivalInAnInterval() {
    ArrivalCurve curve = interrupted();
    assertThat(curve.longestSilenceMs(START_NS, START_NS + 200 * MS)).isEqualTo(41);
    assertThat(curve.longestSilenceMs(START_NS, START_NS + 90 * MS)).isEqualTo(1);
  }

  @Test
  void aSilenceLastsUntilTheEndOfTheIntervalWhereNothingFollows() {
    assertThat(interrupted().longestSilenceMs(START_NS, START_NS + 60_000 * MS))
        .isEqualTo(60_000 - 199);
  }

  @Test
  void growsWithTheTransfer() {
    ArrivalCurve curve = new ArrivalCurve(START_NS);
    curve.arrived(7, START_NS + 600_000 * MS);
    assertThat(curve.bytes(START_NS, START_NS + 600_001 * MS)).isEqualTo(7);
    assertThat(curve.bytes(START_NS, START_NS + 600_000 * MS)).isZero();
  }
}
