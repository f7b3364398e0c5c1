package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.fec.ParityRate.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParityRateTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final int FIVE_PERCENT = 50_000;
  private static final int FULL = 900_000;

  private final ParityRate rate = new ParityRate(32);
  private long nowMs = Long.MAX_VALUE / NS_PER_MS - 10_000;

  /// A report each `everyMs` for `ms`; answers after how many milliseconds parity was off, or -1.
  private long report(long ms, long everyMs, int lossPpm, boolean selfMade, int loadPpm) {
    long offMs = -1;
    for (long passedMs = 0; passedMs < ms; passedMs += everyMs) {
      nowMs += everyMs;
      rate.onReport(lossPpm, 2, selfMade, loadPpm, nowMs * NS_PER_MS);
      if (rate.ratePpm() == 0 && offMs < 0) {
        offMs = passedMs + everyMs;
      }
    }
    return offMs;
  }

  @Test
  void isOffBelowOnePerMille() {
    report(100_000, 25, 999, false, 0);
    assertThat(rate.ratePpm()).isZero();
    assertThat(rate.reason()).isEqualTo(Reason.NO_LOSS);
  }

  @Test
  void repairsALittleLossThatLasts() {
    report(5_000, 25, 3_000, false, 0);
    assertThat(rate.ratePpm()).isZero();
    report(5_000, 25, 3_000, false, 0);
    assertThat(rate.ratePpm()).isPositive();
    assertThat(rate.reason()).isEqualTo(Reason.REPAIRS);
  }

  @Test
  void repairsMuchLossAtOnce() {
    report(25, 25, 5_000, false, 0);
    assertThat(rate.ratePpm()).isPositive();
  }

  @Test
  void risesAtOnceAndFallsLate() {
    report(25, 25, 10_000, false, 0);
    int before = rate.ratePpm();
    report(25, 25, 20_000, false, 0);
    int risen = rate.ratePpm();
    assertThat(risen).isGreaterThan(before);
    report(4_900, 100, 10_000, false, 0);
    assertThat(rate.ratePpm()).isEqualTo(risen);
    report(100, 100, 10_000, false, 0);
    assertThat(rate.ratePpm()).isEqualTo(before);
    assertThat(report(5_000, 100, 0, false, 0)).isEqualTo(5_000);
    assertThat(rate.reason()).isEqualTo(Reason.NO_LOSS);
  }

  @Test
  void isMoreWhereLossesAreMoreOrInLongerBursts() {
    int before = 0;
    for (int lossPpm = 5_000; lossPpm <= 1_000_000; lossPpm += 1_000) {
      int now = of(lossPpm, 2);
      assertThat(now).isBetween(before, ParityRate.MOST_PPM);
      before = now;
    }
    before = 0;
    for (double burst = 1; burst < 100; burst += 0.5) {
      int now = of(5_000, burst);
      assertThat(now).isBetween(before, ParityRate.MOST_PPM);
      before = now;
    }
  }

  private static int of(int lossPpm, double meanBurst) {
    ParityRate rate = new ParityRate(32);
    rate.onReport(lossPpm, meanBurst, false, 0, 0);
    return rate.ratePpm();
  }

  @Test
  void bearsMeasurementsThatCannotBe() {
    assertThat(of(-1, 2)).isZero();
    assertThat(of(Integer.MAX_VALUE, 1e300)).isEqualTo(ParityRate.MOST_PPM);
    int single = of(5_000, 1);
    assertThat(of(5_000, 0)).isEqualTo(single);
    assertThat(of(5_000, -7)).isEqualTo(single);
    assertThat(of(5_000, Double.NaN)).isEqualTo(single);
    assertThat(of(5_000, Double.POSITIVE_INFINITY)).isLessThanOrEqualTo(ParityRate.MOST_PPM);
    assertThatThrownBy(() -> new ParityRate(65)).hasMessageContaining("window: 65");
    assertThatThrownBy(() -> new ParityRate(0)).hasMessageContaining("window: 0");
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 25, 100, 250, 500, 1_000})
  void isOffWithinTwoSecondsWhereTheLossIsSelfMade(long everyMs) {
    report(3_000, everyMs, FIVE_PERCENT, false, 0);
    assertThat(rate.ratePpm()).isPositive();
    assertThat(report(3_000, everyMs, FIVE_PERCENT, true, 0)).isBetween(1_000L, 2_000L);
    assertThat(rate.reason()).isEqualTo(Reason.SELF_MADE);
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 25, 100, 250, 500, 1_000})
  void isOffWithinTwoSecondsWhereTheLinkIsFull(long everyMs) {
    report(3_000, everyMs, FIVE_PERCENT, false, 850_000);
    assertThat(rate.ratePpm()).isPositive();
    assertThat(report(3_000, everyMs, FIVE_PERCENT, false, 850_001)).isBetween(1_000L, 2_000L);
    assertThat(rate.reason()).isEqualTo(Reason.LINK_FULL);
  }

  @Test
  void isOffWhereHarmComesAndGoes() {
    report(3_000, 25, FIVE_PERCENT, false, 0);
    long offMs = -1;
    for (int n = 0; n < 20 && offMs < 0; n++) {
      report(25, 25, FIVE_PERCENT, true, 0);
      report(200, 25, FIVE_PERCENT, false, 0);
      offMs = rate.ratePpm() == 0 ? n * 225L : -1;
    }
    assertThat(offMs).isBetween(1_000L, 2_000L);
  }

  @Test
  void staysThroughAMomentOfHarm() {
    report(3_000, 25, FIVE_PERCENT, false, 0);
    for (int n = 0; n < 20; n++) {
      assertThat(report(400, 25, FIVE_PERCENT, false, FULL)).isEqualTo(-1);
      assertThat(report(600, 25, FIVE_PERCENT, false, 0)).isEqualTo(-1);
    }
  }

  @Test
  void doesNotRiseWhileInDoubt() {
    report(3_000, 25, 10_000, false, 0);
    int before = rate.ratePpm();
    report(500, 25, FIVE_PERCENT, true, 0);
    assertThat(rate.ratePpm()).isEqualTo(before);
    report(550, 25, FIVE_PERCENT, false, 0);
    assertThat(rate.ratePpm()).isGreaterThan(before);
  }

  @Test
  void comesBackAfterALongCalm() {
    report(3_000, 25, FIVE_PERCENT, false, 0);
    report(3_000, 25, FIVE_PERCENT, true, 0);
    report(9_900, 25, FIVE_PERCENT, false, 0);
    assertThat(rate.ratePpm()).isZero();
    report(25, 25, FIVE_PERCENT, false, FULL);
    assertThat(rate.reason()).isEqualTo(Reason.LINK_FULL);
    report(9_975, 25, FIVE_PERCENT, false, 0);
    assertThat(rate.ratePpm()).isZero();
    report(25, 25, FIVE_PERCENT, false, 0);
    assertThat(rate.ratePpm()).isPositive();
  }
}
