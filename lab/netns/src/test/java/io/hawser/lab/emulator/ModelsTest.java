package io.hawser.lab.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The models by their statistics; the seed is fixed, so a failure stays.
class ModelsTest {
  private static final long SEED = 42;

  @ParameterizedTest(name = "{0} ppm, bursts of {1}, seed " + SEED)
  @CsvSource({"1000,1", "50000,1", "200000,1", "50000,4", "10000,10", "300000,2"})
  void losesItsShareInBurstsOfItsLength(int lossPpm, double burst) {
    int packets = 1_000_000;
    LossModel model = new LossModel(lossPpm, burst);
    SplittableRandom random = new SplittableRandom(SEED);
    int lost = 0;
    int runs = 0;
    boolean before = false;
    for (int i = 0; i < packets; i++) {
      boolean now = model.loses(random);
      lost += now ? 1 : 0;
      runs += now && !before ? 1 : 0;
      before = now;
    }

    double share = lossPpm / 1e6;
    double meanBurst = burst > 1 ? burst : 1 / (1 - share);
    double error = Math.sqrt(share * (1 - share) * 2 * burst / packets);
    assertThat((double) lost / packets).isCloseTo(share, within(4 * error));
    assertThat((double) lost / runs).isCloseTo(meanBurst, within(meanBurst * 0.05));
  }

  @Test
  void losesNothingAtZeroAndEverythingAtAHundredPercent() {
    SplittableRandom random = new SplittableRandom(SEED);
    LossModel none = new LossModel(0, 5);
    LossModel all = new LossModel(1_000_000, 5);
    for (int i = 0; i < 1000; i++) {
      assertThat(none.loses(random)).isFalse();
      assertThat(all.loses(random)).isTrue();
    }
  }

  @Test
  void wandersAroundTheMeanWithItsDeviation() {
    double deviationNs = 5e6;
    Jitter jitter = new Jitter((long) deviationNs);
    SplittableRandom random = new SplittableRandom(SEED);
    int samples = 500_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < samples; i++) {
      double value = jitter.atNs(i * 5_000_000L, random);
      sum += value;
      squares += value * value;
    }

    assertThat(sum / samples).isCloseTo(0, within(deviationNs * 0.1));
    assertThat(Math.sqrt(squares / samples)).isCloseTo(deviationNs, within(deviationNs * 0.1));
  }

  @Test
  void changesSlowlyEnoughToKeepPacketsInOrder() {
    Jitter jitter = new Jitter(8_000_000);
    SplittableRandom random = new SplittableRandom(SEED);
    long stepNs = 100_000;
    long before = jitter.atNs(0, random);
    int overtaking = 0;
    for (int i = 1; i < 200_000; i++) {
      long now = jitter.atNs(i * stepNs, random);
      overtaking += now - before < -stepNs ? 1 : 0;
      before = now;
    }

    assertThat(overtaking).isLessThan(200);
  }

  @Test
  void spreadsEvenlyAndStepsByAQuarterOfIt() {
    long rangeNs = 170_000_000;
    Spread spread = new Spread(rangeNs);
    SplittableRandom random = new SplittableRandom(SEED);
    int samples = 100_000;
    long before = spread.atNs(0, random);
    long least = rangeNs;
    long most = 0;
    double sum = 0;
    double steps = 0;
    for (int i = 1; i <= samples; i++) {
      long now = spread.atNs(i * 100_000_000L, random);
      least = Math.min(least, now);
      most = Math.max(most, now);
      sum += now;
      steps += Math.abs(now - before);
      before = now;
    }

    assertThat(least).isBetween(0L, rangeNs / 100);
    assertThat(most).isBetween(rangeNs - rangeNs / 100, rangeNs);
    assertThat(sum / samples).isCloseTo(rangeNs / 2.0, within(rangeNs * 0.01));
    assertThat(steps / samples).isCloseTo(rangeNs / 4.0, within(rangeNs * 0.03));
  }

  @Test
  void sendsAtAConstantRate() {
    RateShaper shaper = new RateShaper(10_000_000);

    assertThat(shaper.finishNs(0, 1250)).isEqualTo(1_000_000);
    assertThat(new RateShaper(0).finishNs(7, 1250)).isEqualTo(7);
  }

  @Test
  void followsATraceAndRepeatsIt() {
    TraceShaper shaper = new TraceShaper(new int[] {2, 2, 10});

    assertThat(shaper.finishNs(0, 1504)).isEqualTo(2_000_000);
    assertThat(shaper.finishNs(2_000_000, 1504)).isEqualTo(2_000_000);
    assertThat(shaper.finishNs(2_000_000, 1504)).isEqualTo(10_000_000);
    assertThat(shaper.finishNs(10_000_000, 1504)).isEqualTo(12_000_000);
    assertThat(shaper.meanRateBps()).isEqualTo(3 * 1504 * 8 * 100);
  }

  @Test
  void sharesAnOpportunityOfTheTraceAmongSmallPackets() {
    TraceShaper shaper = new TraceShaper(new int[] {1, 2});

    assertThat(shaper.finishNs(0, 752)).isEqualTo(1_000_000);
    assertThat(shaper.finishNs(1_000_000, 752)).isEqualTo(1_000_000);
    assertThat(shaper.finishNs(1_000_000, 100)).isEqualTo(2_000_000);
  }

  @Test
  void losesTheOpportunitiesThatNobodyUsed() {
    TraceShaper shaper = new TraceShaper(new int[] {1, 2, 3});
    shaper.finishNs(0, 1504);

    assertThat(shaper.finishNs(100_500_000, 1504)).isEqualTo(101_000_000);
  }

  @Test
  void refusesATraceThatIsNone(@TempDir Path directory) throws IOException {
    Path trace = Files.writeString(directory.resolve("trace"), "1\n5\n3\n");

    assertThatThrownBy(() -> Recording.read(trace))
        .hasMessageContaining("trace:3: 3 (expected: a millisecond from 5)");
  }

  @Test
  void releasesTheEarliestFirstAndEqualsInOrder() {
    FrameHeap heap = new FrameHeap();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1000; i++) {
      heap.push(random.nextInt(50), i);
    }

    long lastNs = -1;
    int last = -1;
    while (!heap.isEmpty()) {
      long releaseNs = heap.firstReleaseNs();
      int frame = heap.pop();
      assertThat(releaseNs).isGreaterThanOrEqualTo(lastNs);
      assertThat(releaseNs > lastNs || frame > last).isTrue();
      lastNs = releaseNs;
      last = frame;
    }
  }

  @Test
  void tellsThePercentilesOfLateness() {
    Lateness lateness = new Lateness(0);
    for (int i = 0; i < 990; i++) {
      lateness.record(100_000);
    }
    for (int i = 0; i < 10; i++) {
      lateness.record(5_000_000);
    }

    assertThat(lateness.percentileNs(0.99)).isBetween(100_000L, 125_000L);
    assertThat(lateness.percentileNs(0.999)).isBetween(4_900_000L, 5_000_000L);
    assertThat(lateness.largestNs()).isEqualTo(5_000_000);
  }
}
