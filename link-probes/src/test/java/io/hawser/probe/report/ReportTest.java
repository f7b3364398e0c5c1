package io.hawser.probe.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hawser.probe.EModel;
import io.hawser.probe.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Each sum against a naive model of the same definition.
class ReportTest {
  private static final long ONE_MS = 1_000_000;
  private static final long SECOND = 1_000 * ONE_MS;
  private static final long SEED = 20_261_126;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private record Fate(long atNs, long run) {}

  private record Transit(long atNs, long ns) {}

  @Test
  void percentilesAreTheNearestRankWithinATenthOfAPercent() {
    DelayHistogram histogram = new DelayHistogram();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      long delayNs = 1_000L * random.nextLong(1, 1L << random.nextInt(4, 22));
      histogram.add(delayNs);
      all.add(delayNs);
    }
    assertPercentiles(histogram, all);
  }

  @Test
  void aSumOfHistogramsIsTheHistogramOfAll() {
    DelayHistogram one = new DelayHistogram();
    DelayHistogram two = new DelayHistogram();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long delayNs = random.nextLong(i % 2 == 0 ? ONE_MS : 20 * SECOND);
      (i % 2 == 0 ? one : two).add(delayNs);
      all.add(delayNs);
    }
    one.merge(two);
    assertPercentiles(one, all);
    assertThat(one.count()).isEqualTo(2_000);
    one.clear();
    assertThat(one.count()).isZero();
    assertThat(one.percentileNs(50)).isEqualTo(Measure.UNMEASURED);
    assertThat(one.minNs()).isEqualTo(Measure.UNMEASURED);
    assertThat(one.maxNs()).isEqualTo(Measure.UNMEASURED);
    assertThat(one.abovePpm(0)).isEqualTo(Measure.UNMEASURED);
  }

  @Test
  void delaysOfMoreThanAMinuteAreAMinute() {
    DelayHistogram histogram = new DelayHistogram();
    histogram.add(3_600 * SECOND);
    histogram.add(ONE_MS);
    assertThat(histogram.percentileNs(100)).isBetween(60 * SECOND, 61 * SECOND);
    assertThat(histogram.maxNs()).isEqualTo(3_600 * SECOND);
    assertThat(histogram.abovePpm(SECOND)).isEqualTo(500_000);
    assertThatThrownBy(() -> histogram.add(-1)).hasMessageContaining("delayNs: -1");
    assertThatThrownBy(() -> histogram.percentileNs(101)).hasMessageContaining("percent: 101");
  }

  @Test
  void variationIsAboveTheLeastOfEachInterval() {
    DelayVariation variation = new DelayVariation(10 * SECOND, 500);
    List<Transit> all = new ArrayList<>();
    long nowNs = -77 * SECOND;
    for (int i = 0; i < 5_000; i++) {
      nowNs += random.nextLong(100 * ONE_MS);
      // A clock far behind that gains 100 ppm.
      long transitNs = -3_600 * SECOND + nowNs / 10_000 + random.nextLong(50 * ONE_MS);
      variation.add(nowNs, transitNs);
      all.add(new Transit(nowNs, transitNs));
    }
    assertPercentiles(variation.sum(), naiveVariation(all, 10 * SECOND, 500));
  }

  @Test
  void variationsOfTwoPathsAddUp() {
    DelayVariation one = new DelayVariation(SECOND, 100);
    DelayVariation two = new DelayVariation(SECOND, 100);
    List<Long> expected = new ArrayList<>();
    for (DelayVariation each : List.of(one, two)) {
      List<Transit> all = new ArrayList<>();
      long nowNs = random.nextLong(SECOND);
      for (int i = 0; i < 777; i++) {
        nowNs += random.nextLong(30 * ONE_MS);
        long transitNs = random.nextLong(40 * ONE_MS);
        each.add(nowNs, transitNs);
        all.add(new Transit(nowNs, transitNs));
      }
      expected.addAll(naiveVariation(all, SECOND, 100));
    }
    one.merge(two);
    assertPercentiles(one.sum(), expected);
    one.clear();
    assertThat(one.sum().count()).isZero();
  }

  @Test
  void runsOfLossAreCountedInTheSliceInWhichTheyBegan() {
    LossBursts bursts = new LossBursts(30 * SECOND, SECOND);
    List<Fate> all = new ArrayList<>();
    LossRuns sum = new LossRuns();
    long nowNs = -5 * SECOND;
    long run = 0;
    for (int i = 0; i < 20_000; i++) {
      nowNs += random.nextLong(i % 500 == 0 ? 40 * SECOND : 60 * ONE_MS);
      run = random.nextInt(10) < (run > 0 ? 6 : 1) ? run + 1 : 0;
      bursts.add(nowNs, run > 0);
      all.add(new Fate(nowNs, run));
      long slices = random.nextLong(1, 31);
      bursts.sum(nowNs, slices * SECOND, sum);
      long slice = Math.floorDiv(nowNs, SECOND);
      List<Fate> held =
          all.reversed().stream()
              .takeWhile(fate -> slice - Math.floorDiv(fate.atNs, SECOND) <= slices)
              .toList();
      long lost = held.stream().filter(fate -> fate.run > 0).count();
      long runs = held.stream().filter(fate -> fate.run == 1).count();
      assertThat(sum.packets()).as("seed %d", SEED).isEqualTo(held.size());
      assertThat(sum.lost()).isEqualTo(lost);
      assertThat(sum.longest()).isEqualTo(held.stream().mapToLong(Fate::run).max().orElse(0));
      assertThat(sum.mean()).isEqualTo(lost == 0 ? 0 : (double) lost / Math.max(1, runs));
      assertThat(sum.lossPpm()).isEqualTo(lost * 1_000_000 / held.size());
    }
  }

  @Test
  void independentLossHasABurstRatioOfOneAndBurstsHaveTheirLength() {
    LossRuns independent = new LossRuns();
    LossRuns bursty = new LossRuns();
    long run = 0;
    long burst = 0;
    for (int i = 0; i < 1_000_000; i++) {
      run = random.nextInt(100) < 5 ? run + 1 : 0;
      independent.add(run);
      // Begins with 1 in 100, goes on with 3 in 4: four in a row on average.
      burst = random.nextInt(100) < (burst > 0 ? 75 : 1) ? burst + 1 : 0;
      bursty.add(burst);
    }
    assertThat(independent.burstRatio()).isCloseTo(1, within(0.02));
    assertThat(bursty.mean()).isCloseTo(4, within(0.1));
    assertThat(bursty.burstRatio()).isCloseTo(4 * (1 - bursty.lossPpm() / 1e6), within(0.1));
    assertThat(new LossRuns().burstRatio()).isEqualTo(1);
    assertThat(new LossRuns().lossPpm()).isEqualTo(Measure.UNMEASURED);
    assertThatThrownBy(() -> independent.add(-1)).hasMessageContaining("run: -1");
  }

  @Test
  void aWindowOfHistogramsForgetsBySlices() {
    SlicedWindow<DelayHistogram> window =
        new SlicedWindow<>(10 * SECOND, SECOND, DelayHistogram::new);
    List<Transit> all = new ArrayList<>();
    DelayHistogram sum = new DelayHistogram();
    long nowNs = 0;
    for (int i = 0; i < 2_000; i++) {
      nowNs += random.nextLong(i % 100 == 0 ? 15 * SECOND : 200 * ONE_MS);
      long delayNs = random.nextLong(100 * ONE_MS);
      window.current(nowNs).add(delayNs);
      all.add(new Transit(nowNs, delayNs));
      window.sum(nowNs, 10 * SECOND, sum);
      long slice = nowNs / SECOND;
      List<Long> held =
          all.reversed().stream()
              .takeWhile(sample -> slice - sample.atNs / SECOND <= 10)
              .map(Transit::ns)
              .toList();
      assertThat(sum.count()).isEqualTo(held.size());
      assertThat(sum.minNs()).isEqualTo(Collections.min(held));
      assertThat(sum.maxNs()).isEqualTo(Collections.max(held));
    }
    assertThatThrownBy(() -> new SlicedWindow<>(1, 2, LossRuns::new))
        .hasMessageContaining("windowNs, sliceNs: 1, 2");
  }

  @Test
  void aSteadyPathScoresWhatTheModelSays() {
    DelayHistogram steady = new DelayHistogram();
    steady.add(0);
    LossRuns none = new LossRuns();
    none.add(0);
    assertThat(VoiceScore.of(20 * ONE_MS, steady, none))
        .isCloseTo(EModel.meanOpinionScore(20 * ONE_MS, 0, 1), within(1e-9));
    assertThat(VoiceScore.of(Measure.UNMEASURED, steady, none)).isEqualTo(Measure.UNMEASURED);
    assertThat(VoiceScore.of(0, new DelayHistogram(), none)).isEqualTo(Measure.UNMEASURED);
    assertThat(VoiceScore.of(0, steady, new LossRuns())).isEqualTo(Measure.UNMEASURED);
  }

  @Test
  void theScoreIsThatOfTheBestBuffer() {
    DelayHistogram jittery = new DelayHistogram();
    List<Long> all = new ArrayList<>();
    LossRuns losses = new LossRuns();
    long run = 0;
    for (int i = 0; i < 3_000; i++) {
      long variationNs = (long) (-12 * Math.log(1 - random.nextDouble()) * ONE_MS);
      jittery.add(variationNs);
      all.add(variationNs);
      run = random.nextInt(100) == 0 ? run + 1 : 0;
      losses.add(run);
    }
    double best = 0;
    for (long bufferNs = 0; bufferNs <= 200 * ONE_MS; bufferNs += 5 * ONE_MS) {
      long limitNs = bufferNs;
      double late = (double) all.stream().filter(ns -> ns > limitNs).count() / all.size();
      double lost = losses.lost() / (double) losses.packets();
      long lossPpm = Math.round((lost + (1 - lost) * late) * 1e6);
      best =
          Math.max(
              best, EModel.meanOpinionScore(30 * ONE_MS + bufferNs, lossPpm, losses.burstRatio()));
    }
    assertThat(VoiceScore.of(30 * ONE_MS, jittery, losses)).isCloseTo(best, within(0.01));
    assertThat(best).isBetween(4.0, 4.3);
  }

  private static List<Long> naiveVariation(List<Transit> all, long intervalNs, int capacity) {
    List<Long> variations = new ArrayList<>();
    List<Transit> interval = new ArrayList<>();
    for (Transit transit : all) {
      if (!interval.isEmpty()
          && (transit.atNs - interval.getFirst().atNs >= intervalNs
              || interval.size() == capacity)) {
        close(interval, variations);
      }
      interval.add(transit);
    }
    close(interval, variations);
    return variations;
  }

  private static void close(List<Transit> interval, List<Long> variations) {
    long least = interval.stream().mapToLong(Transit::ns).min().orElseThrow();
    interval.forEach(transit -> variations.add(transit.ns - least));
    interval.clear();
  }

  private static void assertPercentiles(DelayHistogram histogram, List<Long> all) {
    List<Long> sorted = all.stream().sorted().toList();
    assertThat(histogram.count()).isEqualTo(sorted.size());
    assertThat(histogram.minNs()).isEqualTo(sorted.getFirst());
    assertThat(histogram.maxNs()).isEqualTo(sorted.getLast());
    for (double percent : new double[] {0, 1, 25, 50, 90, 95, 99, 99.9, 100}) {
      int rank = Math.max(1, (int) Math.ceil(percent / 100 * sorted.size() - 1e-9));
      long expected = sorted.get(rank - 1);
      assertThat(histogram.percentileNs(percent))
          .as("seed %d, %s %%", SEED, percent)
          .isBetween(expected - expected / 1_000 - 1_000, expected + expected / 1_000 + 1_000);
    }
    long limitNs = sorted.get(sorted.size() / 3);
    long above = sorted.stream().filter(ns -> ns > limitNs).count();
    assertThat((double) histogram.abovePpm(limitNs))
        .isCloseTo(above * 1e6 / sorted.size(), within(3_000.0));
  }
}
