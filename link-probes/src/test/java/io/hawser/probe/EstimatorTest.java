package io.hawser.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Each estimator against a naive model of the same definition.
class EstimatorTest {
  private static final long ONE_MS = 1_000_000;
  private static final long SEED = 20_261_122;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private record Sample(long atNs, long a, long b) {}

  @Test
  void theRoundTripFollowsRfc6298() {
    var estimator = new RttEstimator();
    assertThat(estimator.isMeasured()).isFalse();
    assertThat(estimator.smoothedNs()).isEqualTo(Measure.UNMEASURED);
    estimator.add(80_000_000);
    assertThat(estimator.smoothedNs()).isEqualTo(80_000_000);
    assertThat(estimator.variationNs()).isEqualTo(40_000_000);
    assertThat(estimator.overdueNs(20_000_000)).isEqualTo(240_000_000);
    double smoothed = 80_000_000;
    double variation = 40_000_000;
    for (int i = 0; i < 1_000; i++) {
      long rttNs = random.nextLong(30_000_000, 200_000_000);
      estimator.add(rttNs);
      variation = 0.75 * variation + 0.25 * Math.abs(smoothed - rttNs);
      smoothed = 0.875 * smoothed + 0.125 * rttNs;
      assertThat((double) estimator.smoothedNs()).isCloseTo(smoothed, within(100.0));
      assertThat((double) estimator.variationNs()).isCloseTo(variation, within(100.0));
    }
    assertThatThrownBy(() -> estimator.add(-1)).hasMessageContaining("rttNs: -1 (expected");
  }

  @Test
  void aSteadyRoundTripIsOverdueAfterTheFloor() {
    var estimator = new RttEstimator();
    for (int i = 0; i < 100; i++) {
      estimator.add(40_000_000);
    }
    assertThat(estimator.overdueNs(20_000_000)).isEqualTo(60_000_000);
  }

  @Test
  void theMinimumForgetsWithinAWindowAndASlice() {
    long windowNs = 160_000_000;
    long sliceNs = windowNs / WindowedMinimum.SLICES;
    var minimum = new WindowedMinimum(windowNs);
    List<Sample> all = new ArrayList<>();
    long nowNs = -3_000_000_000L;
    assertThat(minimum.get(nowNs)).isEqualTo(Measure.UNMEASURED);
    for (int i = 0; i < 20_000; i++) {
      nowNs += random.nextLong(i % 100 == 0 ? 400_000_000 : 12_000_000);
      long value = random.nextLong(1_000);
      minimum.add(nowNs, value);
      all.add(new Sample(nowNs, value, 0));
      long slice = Math.floorDiv(nowNs, sliceNs);
      List<Long> held =
          all.reversed().stream()
              .takeWhile(s -> slice - Math.floorDiv(s.atNs, sliceNs) <= WindowedMinimum.SLICES)
              .map(Sample::a)
              .toList();
      assertThat(minimum.get(nowNs)).isEqualTo(held.stream().min(Long::compare).orElseThrow());
      assertThat(minimum.count(nowNs)).isEqualTo(held.size());
    }
    minimum.clear();
    assertThat(minimum.count(nowNs)).isZero();
  }

  @Test
  void lossIsTheSumOfTheSlicesInTheWindow() {
    long sliceNs = 100_000_000;
    var window = new LossWindow(30 * sliceNs, sliceNs);
    List<Sample> all = new ArrayList<>();
    long nowNs = 77_000_000;
    for (int i = 0; i < 20_000; i++) {
      nowNs += random.nextLong(i % 200 == 0 ? 5_000_000_000L : 50_000_000);
      long expected = random.nextLong(20);
      long missing = expected == 0 ? 0 : random.nextLong(-1, expected);
      window.add(nowNs, expected, missing);
      all.add(new Sample(nowNs, expected, missing));
      long slices = random.nextLong(1, 31);
      long windowNs = slices * sliceNs;
      long slice = nowNs / sliceNs;
      List<Sample> held =
          all.reversed().stream().takeWhile(s -> slice - s.atNs / sliceNs <= slices).toList();
      long expectedSum = held.stream().mapToLong(Sample::a).sum();
      long missingSum = Math.max(0, held.stream().mapToLong(Sample::b).sum());
      assertThat(window.expected(nowNs, windowNs)).isEqualTo(expectedSum);
      assertThat(window.missing(nowNs, windowNs)).isEqualTo(missingSum);
      assertThat(window.lossPpm(nowNs, windowNs, 50))
          .isEqualTo(expectedSum < 50 ? Measure.UNMEASURED : missingSum * 1_000_000 / expectedSum);
    }
  }

  @Test
  void lossBeginsAnewWithASlice() {
    long sliceNs = 100_000_000;
    var window = new LossWindow(30 * sliceNs, sliceNs);
    for (int i = 0; i < 100; i++) {
      window.add(i * sliceNs, 10, 1);
    }
    long nowNs = 99 * sliceNs + 1;
    window.forgetBefore(nowNs - 5 * sliceNs);
    assertThat(window.expected(nowNs, 30 * sliceNs)).isEqualTo(60);
    assertThat(window.missing(nowNs, 30 * sliceNs)).isEqualTo(6);
    window.forgetBefore(nowNs + 50 * sliceNs);
    assertThat(window.expected(nowNs, 30 * sliceNs)).isEqualTo(10);
  }

  @Test
  void nothingExpectedIsUnmeasuredAndNotGood() {
    var window = new LossWindow(1_000_000_000, 100_000_000);
    assertThat(window.lossPpm(0, 1_000_000_000, 0)).isEqualTo(Measure.UNMEASURED);
    window.add(0, 10, 10);
    assertThat(window.lossPpm(0, 1_000_000_000, 10)).isEqualTo(1_000_000);
    assertThat(window.lossPpm(0, 1_000_000_000, 11)).isEqualTo(Measure.UNMEASURED);
    window.clear();
    assertThat(window.expected(0, 1_000_000_000)).isZero();
    assertThatThrownBy(() -> new LossWindow(10, 100)).hasMessageContaining("(expected:");
  }

  @Test
  void jitterFollowsRfc3550() {
    var estimator = new JitterEstimator();
    assertThat(estimator.jitterNs()).isEqualTo(Measure.UNMEASURED);
    double jitter = 0;
    long lastNs = 0;
    for (int i = 0; i < 2_000; i++) {
      // A peer whose clock is hours behind: transit is negative, and it does not matter.
      long transitNs = -10_000_000_000_000L + random.nextLong(30_000_000);
      estimator.add(transitNs);
      if (i > 0) {
        jitter += (Math.abs(transitNs - lastNs) - jitter) / 16;
        assertThat((double) estimator.jitterNs()).isCloseTo(jitter, within(50.0));
      }
      lastNs = transitNs;
    }
  }

  @Test
  void delayVariationIsTheNearestRankAboveTheMinimum() {
    var window = new DelayWindow(100);
    assertThat(window.variationNs(0.5)).isEqualTo(Measure.UNMEASURED);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      long delayNs = random.nextLong(-50_000_000, 50_000_000);
      window.add(delayNs);
      all.add(delayNs);
      List<Long> sorted =
          all.subList(Math.max(0, all.size() - 100), all.size()).stream().sorted().toList();
      if (sorted.size() > 1) {
        int rank = (int) Math.ceil(0.95 * sorted.size());
        assertThat(window.variationNs(0.95)).isEqualTo(sorted.get(rank - 1) - sorted.getFirst());
        assertThat(window.variationNs(1)).isEqualTo(sorted.getLast() - sorted.getFirst());
        assertThat(window.variationNs(0)).isZero();
      }
    }
    assertThat(window.count()).isEqualTo(100);
    assertThatThrownBy(() -> window.variationNs(1.5)).hasMessageContaining("quantile: 1.5");
  }

  @Test
  void oneWayDelayNeedsNoCommonClock() {
    long offsetNs = 500 * ONE_MS;
    // Reference: 20 ms each way. The other: 35 ms out, 5 ms back.
    assertThat(OneWayDelay.ns(35 * ONE_MS + offsetNs, 20 * ONE_MS + offsetNs, 40 * ONE_MS))
        .isEqualTo(35 * ONE_MS);
    assertThat(OneWayDelay.ns(offsetNs, 30 * ONE_MS + offsetNs, 40 * ONE_MS)).isZero();
  }

  @Test
  void theEModelGivesPublishedScores() {
    // The narrow-band ceiling: R 93.2.
    assertThat(EModel.meanOpinionScore(0, 0, 1)).isCloseTo(4.41, within(0.005));
    // G.107: delay up to the knee costs little, beyond it much.
    assertThat(EModel.rating(150_000_000, 0, 1)).isCloseTo(93.2 - 3.6, within(1e-9));
    assertThat(EModel.rating(300_000_000, 0, 1)).isCloseTo(93.2 - 7.2 - 13.497, within(1e-9));
    // G.113: 1 % of independent loss costs G.711 with concealment 95/26.1.
    assertThat(EModel.rating(0, 10_000, 1)).isCloseTo(93.2 - 95 / 26.1, within(1e-9));
    // Bursts are worse.
    assertThat(EModel.rating(0, 20_000, 2)).isLessThan(EModel.rating(0, 20_000, 1));
    assertThat(EModel.meanOpinionScore(2_000_000_000, 500_000, 1)).isEqualTo(1);
    for (long lossPpm = 0; lossPpm <= 1_000_000; lossPpm += 10_000) {
      assertThat(EModel.meanOpinionScore(100_000_000, lossPpm, 1)).isBetween(1.0, 4.5);
    }
    assertThatThrownBy(() -> EModel.rating(-1, 0, 1)).hasMessageContaining("oneWayNs");
  }
}
