package io.hawser.edge.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.probe.Measure;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a model that knows the truth ([Fluid]).
class LinkRateTest {
  private static final double MEGA = 1e6;
  private static final LongToDoubleFunction GREEDY = _ -> 200 * MEGA;

  /// The extremes of a figure over a time.
  private static final class Range {
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;

    void add(double value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  private static LongToDoubleFunction always(double bps) {
    return _ -> bps;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 20, 50, 200})
  void findsASteadyRateOfWhichNobodyTold(long megabits) {
    double truth = megabits * MEGA;
    Fluid link = Fluid.of(0, always(truth), _ -> 3 * truth);
    assertThat(link.rate.bitsPerSecond()).isZero();
    assertThat(link.rate.measuredBps()).isEqualTo(Measure.UNMEASURED);
    link.run(5_000, () -> {});
    Range found = new Range();
    Range shaped = new Range();
    Range farMs = new Range();
    double before = link.leftBits();
    link.run(
        60_000,
        () -> {
          found.add(link.rate.measuredBps() / truth);
          shaped.add(link.rate.bitsPerSecond() / truth);
          farMs.add(link.farMs());
        });
    assertThat(found.least).isBetween(0.95, 1.0);
    assertThat(found.most).isBetween(1.0, 1.05);
    assertThat(shaped.least).isBetween(0.9, 1.0);
    assertThat(shaped.most).isBetween(1.0, 1.1);
    assertThat(farMs.most).isLessThan(40);
    assertThat((link.leftBits() - before) / truth / 60).isBetween(0.95, 1.0);
  }

  /// 50, 10 and 50 Mbit/s, 15 s each.
  @Test
  void followsStepsBothWays() {
    LongToDoubleFunction truth = ms -> ms / 15_000 % 2 == 0 ? 50 * MEGA : 10 * MEGA;
    Fluid link = Fluid.of(0, truth, GREEDY);
    link.farSeconds = 1;
    for (int step = 0; step < 6; step++) {
      link.run(3_000, () -> {});
      Range farMs = new Range();
      link.run(2_000, () -> farMs.add(link.farMs()));
      Range found = new Range();
      link.run(
          9_999,
          () -> {
            farMs.add(link.farMs());
            found.add(link.rate.measuredBps() / link.capacity());
          });
      link.run(1, () -> {});
      assertThat(farMs.most).as("step %d", step).isLessThan(60);
      assertThat(found.least).as("step %d", step).isGreaterThan(0.9);
      assertThat(found.most).as("step %d", step).isLessThan(1.1);
    }
  }

  @Test
  void leavesAConfiguredRateAloneThatIsRight() {
    Fluid link = Fluid.of(20_000_000, always(20 * MEGA), GREEDY);
    link.run(60_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(20_000_000));
    assertThat(link.rate.state()).isEqualTo(LinkRate.State.FREE);
    assertThat(link.rate.measuredBps()).isEqualTo(Measure.UNMEASURED);
  }

  @Test
  void beginsAnewWhereSomebodyConfiguresAnotherRate() {
    Fluid link = Fluid.of(0, always(20 * MEGA), GREEDY);
    link.run(5_000, () -> {});
    link.rate.configure(0);
    assertThat(link.rate.measuredBps()).isPositive();
    link.rate.configure(12_000_000);
    link.run(5_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(12_000_000));
    assertThat(link.rate.measuredBps()).isEqualTo(Measure.UNMEASURED);
  }

  @Test
  void neverSendsFasterThanConfigured() {
    Fluid link = Fluid.of(10_000_000, always(20 * MEGA), GREEDY);
    link.run(20_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(10_000_000));
  }

  @Test
  void findsARateBelowTheConfiguredOneAndGoesBackToIt() {
    LongToDoubleFunction truth = ms -> ms > 10_000 && ms < 30_000 ? 12 * MEGA : 20 * MEGA;
    Fluid link = Fluid.of(20_000_000, truth, GREEDY);
    link.run(15_000, () -> {});
    Range found = new Range();
    link.run(14_000, () -> found.add(link.rate.measuredBps() / 12e6));
    assertThat(found.least).isGreaterThan(0.9);
    assertThat(found.most).isLessThan(1.1);
    link.run(6_000, () -> {});
    link.run(10_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(20_000_000));
  }

  /// There the peers are the limit rather than the link.
  @Test
  void leavesAFastLinkAlone() {
    Fluid link = Fluid.of(0, always(800 * MEGA), _ -> 1_000 * MEGA);
    link.run(20_000, () -> assertThat(link.rate.bitsPerSecond()).isZero());
  }

  /// However little an application wants to send, and in whatever bursts.
  @Test
  void neverLearnsFromAnApplicationThatWantsLittle() {
    LongToDoubleFunction wants = ms -> ms < 20_000 ? 200 * MEGA : ms % 500 < 50 ? 15 * MEGA : MEGA;
    Fluid link = Fluid.of(0, always(20 * MEGA), wants);
    link.run(20_500, () -> {});
    long found = link.rate.measuredBps();
    link.run(60_000, () -> assertThat(link.rate.measuredBps()).isGreaterThanOrEqualTo(found));
    assertThat(link.rate.bitsPerSecond()).isLessThan(22_000_000);
    Fluid unknown = Fluid.of(0, always(20 * MEGA), ms -> ms % 500 < 50 ? 15 * MEGA : MEGA);
    unknown.run(60_000, () -> assertThat(unknown.rate.bitsPerSecond()).isZero());
  }

  /// A machine that is busy takes a packet later than it came: whatever little was sent meanwhile
  /// stood in no queue. The link was being followed when the application had sent all it wanted.
  @ParameterizedTest
  @ValueSource(longs = {6, 8, 12})
  void neverLearnsFromLittleThatIsLate(long lateMs) {
    Fluid link = Fluid.of(0, LinkRateTest::likeACell, ms -> ms < 20_000 ? 200 * MEGA : little(ms));
    link.addedDelayMs = ms -> ms < 20_000 ? 0 : lateMs;
    keepsWhatItFollowed(link);
  }

  private static double little(long ms) {
    return ms / 90 % 2 == 0 ? 0.3 * MEGA : 2 * MEGA;
  }

  /// A peer that is away for half of the time, or a cell that stands still as often: what arrives
  /// all at once afterwards shows that the link carries what it did. The rate is low for no longer
  /// than they last, or about.
  @ParameterizedTest
  @ValueSource(longs = {100, 200, 400})
  void comesBackFromAbsencesAtOnce(long longestMs) {
    for (long seed = 1; seed <= 10; seed++) {
      double[] absences = new SplittableRandom(seed).doubles(200, 0, longestMs).toArray();
      Fluid link = Fluid.of(0, LinkRateTest::likeACell, ms -> ms < 20_000 ? 200 * MEGA : 10 * MEGA);
      link.addedDelayMs = ms -> ms < 20_000 ? 0 : untilBack(absences, longestMs, ms);
      link.run(20_000, () -> {});
      int[] lowMs = {0};
      link.run(60_000, () -> lowMs[0] += link.rate.bitsPerSecond() < 8 * MEGA ? 1 : 0);
      assertThat(lowMs[0]).as("seed %d", seed).isLessThan(33_000);
    }
  }

  /// One absence begins each so many milliseconds.
  private static double untilBack(double[] absences, long eachMs, long ms) {
    return Math.max(0, absences[(int) (ms / eachMs) % absences.length] - ms % eachMs);
  }

  /// An answer takes as long as the way is: what was sent a moment ago is not overdue.
  @Test
  void takesALongWayForNoStall() {
    LongToDoubleFunction wants = ms -> ms < 20_000 ? 200 * MEGA : ms % 600 < 300 ? MEGA : 0;
    Fluid link = new Fluid(0, LinkRateTest::likeACell, wants);
    link.path(1, 100, 500);
    keepsWhatItFollowed(link);
  }

  private static double likeACell(long ms) {
    return ms / 700 % 2 == 0 ? 15 * MEGA : 25 * MEGA;
  }

  private static void keepsWhatItFollowed(Fluid link) {
    link.run(20_000, () -> {});
    assertThat(link.rate.state()).isEqualTo(LinkRate.State.FOLLOWING);
    Range found = new Range();
    Range shaped = new Range();
    link.run(1_000, () -> found.add(link.rate.measuredBps()));
    link.run(
        20_000,
        () -> {
          found.add(link.rate.measuredBps());
          shaped.add(link.rate.bitsPerSecond());
        });
    assertThat(found.least).isGreaterThan(10 * MEGA);
    assertThat(shaped.least).isGreaterThan(13 * MEGA);
  }

  @Test
  void holdsItsEstimateOverAnIdleTimeAndLetsItFade() {
    Fluid link = Fluid.of(0, always(20 * MEGA), ms -> ms < 10_000 ? 200 * MEGA : 0);
    link.run(11_000, () -> {});
    long found = link.rate.measuredBps();
    link.run(600_000, () -> assertThat(link.rate.measuredBps()).isEqualTo(found));
    link.rate.onSent(new LinkLoad(link.nowNs(), 1L << 40, 1L << 40));
    assertThat(link.rate.measuredBps() / (double) found).isBetween(1.08, 1.15);
    link.rate.onSent(new LinkLoad(link.nowNs() + 7_200_000_000_000L, 1L << 41, 1L << 41));
    assertThat(link.rate.measuredBps() / (double) found).isBetween(4.0, 5.0);
  }

  /// Of two peers, by clocks and ways of their own.
  @Test
  void addsUpThePathsOfALink() {
    Fluid link = new Fluid(0, always(20 * MEGA), GREEDY);
    link.path(0.7, 20, 500);
    link.path(0.3, 45, -9_000);
    link.run(5_000, () -> {});
    Range found = new Range();
    link.run(30_000, () -> found.add(link.rate.measuredBps() / 20e6));
    assertThat(found.least).isGreaterThan(0.93);
    assertThat(found.most).isLessThan(1.07);
  }

  /// A call over a cell that is configured rightly, and whose delay strays by 150 ms.
  @Test
  void neverLearnsFromACall() {
    SplittableRandom random = new SplittableRandom(6);
    double[] knots = random.doubles(9_000, 0, 150).toArray();
    Fluid link = Fluid.of(20_000_000, always(20 * MEGA), _ -> 0.1 * MEGA);
    link.addedDelayMs = ms -> between(knots, ms);
    link.run(500_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(20_000_000));
  }

  /// Goes evenly from one value to the next in 61 ms.
  private static double between(double[] knots, long ms) {
    int knot = (int) (ms / 61);
    return knots[knot] + (knots[knot + 1] - knots[knot]) * (ms % 61) / 61;
  }

  /// A satellite that changes its beam, each 15 s for 400 ms.
  @Test
  void takesASpikeForNoQueue() {
    Fluid link = Fluid.of(20_000_000, always(20 * MEGA), GREEDY);
    link.addedDelayMs = ms -> ms % 15_000 > 14_600 ? 140 : 0;
    link.run(60_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(20_000_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 25, 60, 200})
  void takesAnotherWayForNoQueue(long longerMs) {
    Fluid link = Fluid.of(0, always(20 * MEGA), GREEDY);
    link.addedDelayMs = ms -> ms > 20_000 ? longerMs : 0;
    link.run(20_000, () -> {});
    double before = link.leftBits();
    link.run(10_000, () -> {});
    assertThat((link.leftBits() - before) / 10 / 20e6).isGreaterThan(0.8);
    Range found = new Range();
    link.run(30_000, () -> found.add(link.rate.measuredBps() / 20e6));
    assertThat(found.least).isGreaterThan(0.93);
    assertThat(found.most).isLessThan(1.07);
  }

  @Test
  void findsARateWhereTheDelayVariesByItself() {
    double[] knots = new SplittableRandom(5).doubles(3_000, 0, 40).toArray();
    Fluid link = Fluid.of(0, always(20 * MEGA), GREEDY);
    link.addedDelayMs = ms -> between(knots, ms);
    link.run(5_000, () -> {});
    double before = link.leftBits();
    Range farMs = new Range();
    link.run(60_000, () -> farMs.add(link.farMs()));
    assertThat((link.leftBits() - before) / 60 / 20e6).isGreaterThan(0.85);
    assertThat(farMs.most).isLessThan(100);
  }

  @Test
  void takesRandomLossForNoLimit() {
    Fluid link = Fluid.of(20_000_000, always(20 * MEGA), GREEDY);
    link.loss = ms -> ms > 10_000 ? 0.12 : 0;
    link.run(20_000, () -> {});
    link.run(30_000, () -> assertThat(link.rate.bitsPerSecond()).isEqualTo(20_000_000));
  }

  /// What is too much is dropped at once, as by a policer.
  @Test
  void findsALimitThatHasNoQueue() {
    LongToDoubleFunction truth = ms -> ms < 10_000 ? 20 * MEGA : 12 * MEGA;
    Fluid link = Fluid.of(20_000_000, truth, GREEDY);
    link.farSeconds = 0.004;
    link.run(15_000, () -> {});
    Range shaped = new Range();
    link.run(30_000, () -> shaped.add(link.rate.bitsPerSecond() / 12e6));
    assertThat(shaped.least).isGreaterThan(0.9);
    assertThat(shaped.most).isLessThan(1.1);
  }

  @Test
  void survivesWhateverALinkDoes() {
    for (long seed = 1; seed <= 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] rates = random.doubles(200, 0.1 * MEGA, 60 * MEGA).toArray();
      double[] wants = random.doubles(200, 0, 80 * MEGA).toArray();
      double[] ways = random.doubles(200, 0, 150).toArray();
      long configured = seed % 2 == 0 ? 0 : 40_000_000;
      Fluid link =
          Fluid.of(
              configured, ms -> rates[(int) (ms / 300) % 200], ms -> wants[(int) (ms / 170) % 200]);
      link.addedDelayMs = ms -> ways[(int) (ms / 900) % 200];
      link.loss = ms -> ms % 7_000 < 1_000 ? 0.3 : 0;
      link.farSeconds = 0.5;
      link.run(
          20_000,
          () -> {
            long bps = link.rate.bitsPerSecond();
            assertThat(bps).isGreaterThanOrEqualTo(0);
            assertThat(bps).isLessThanOrEqualTo(configured == 0 ? Long.MAX_VALUE : configured);
            assertThat(bps == 0 && configured > 0).isFalse();
          });
    }
  }

  @Test
  void refusesANegativeRate() {
    assertThatThrownBy(() -> new LinkRate(-1))
        .hasMessage("configuredBps: -1 (expected: 0 or more)");
  }
}
