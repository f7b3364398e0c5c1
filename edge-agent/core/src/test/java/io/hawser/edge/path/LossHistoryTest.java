package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Reports as often as a path with a call and some data has them: 40 a second, each of 4 packets.
class LossHistoryTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long REPORT_NS = 25_000_000;
  private static final int PACKETS = 4;
  private static final long PERCENT = 10_000;

  private final LossHistory history = new LossHistory();
  private long nowNs;

  @Test
  void knowsNothingOfAFewPackets() {
    report(PACKETS, 0);
    assertThat(history.range(nowNs)).isEqualTo(LossRange.UNMEASURED);
  }

  @Test
  void cannotRuleOutALittleLossWhereItSawNone() {
    pass(10, 0);
    LossRange little = history.range(nowNs);
    pass(500, 0);
    LossRange much = history.range(nowNs);

    assertThat(little.ppm()).isZero();
    assertThat(little.mostPpm()).isBetween(PERCENT, 2 * PERCENT);
    assertThat(much.mostPpm()).isLessThan(PERCENT / 20);
  }

  @Test
  void takesThreeLossesWithinASecondForAChangeOfACleanPath() {
    pass(60, 0);
    assertThat(report(PACKETS, 1)).isFalse();
    pass(0.2, 0);
    assertThat(report(PACKETS, 1)).isFalse();
    pass(0.2, 0);
    assertThat(report(PACKETS, 1)).isTrue();

    assertThat(history.range(nowNs).leastPpm()).isGreaterThan(PERCENT);
  }

  @Test
  void takesABurstForOneLoss() {
    pass(60, 0);
    assertThat(report(3 * PACKETS, 2 * PACKETS)).isFalse();

    assertThat(history.range(nowNs).leastPpm()).isZero();
  }

  @Test
  void takesNothingForAChangeWhereLittleIsKnown() {
    pass(2, 0);
    for (int i = 0; i < 5; i++) {
      assertThat(report(PACKETS, 1)).isFalse();
      pass(0.1, 0);
    }
  }

  @Test
  void forgetsLossThatIsSurelyOver() {
    pass(60, 0);
    lose(new Random(1), 0.05, 5);
    assertThat(history.range(nowNs).ppm()).isGreaterThan(PERCENT);
    assertThat(history.awaitsEnd(nowNs)).isTrue();
    pass(9, 0);
    assertThat(history.range(nowNs).ppm()).as("too soon").isGreaterThan(PERCENT);
    pass(2, 0);
    assertThat(history.range(nowNs).ppm()).isZero();
    assertThat(history.range(nowNs).mostPpm()).isLessThan(2 * PERCENT);
    assertThat(history.awaitsEnd(nowNs)).isFalse();
  }

  @Test
  void doesNotForgetForAFewPackets() {
    pass(60, 0);
    lose(new Random(1), 0.05, 5);
    for (int i = 0; i < 20; i++) {
      idle(1);
      report(PACKETS, 0);
    }
    assertThat(history.range(nowNs).ppm()).isGreaterThan(PERCENT);
  }

  /// Two hours at 160 packets a second.
  @Test
  void neverForgetsALinkThatLosesAllDay() {
    long seed = new Random().nextLong();
    System.out.println("neverForgetsALinkThatLosesAllDay seed=" + seed);
    Random random = new Random(seed);
    lose(random, 0.02, 120);
    for (int i = 0; i < 7_200; i++) {
      lose(random, 0.02, 1);
      assertThat(history.range(nowNs).ppm()).as("after %d s", i).isGreaterThan(PERCENT / 2);
    }
  }

  @Test
  void countsOnlyWhatCameSinceAChange() {
    pass(60, 0);
    for (int i = 0; i < 3; i++) {
      report(PACKETS, 1);
      pass(0.2, 0);
    }
    long changedPpm = history.range(nowNs).ppm();
    idle(10);
    LossRange left = history.range(nowNs);

    assertThat(changedPpm).isGreaterThan(PERCENT);
    assertThat(left.ppm()).isGreaterThan(PERCENT);
    assertThat(left.leastPpm()).isLessThan(PERCENT);
  }

  @Test
  void isNotAlarmedByWhatItIsUsedToAndKnowsItsBounds() {
    long seed = new Random().nextLong();
    System.out.println("isNotAlarmedByWhatItIsUsedToAndKnowsItsBounds seed=" + seed);
    Random random = new Random(seed);
    lose(random, 0.05, 120);
    int alarms = 0;
    int outside = 0;
    for (int second = 0; second < 3_600; second++) {
      alarms += lose(random, 0.05, 1);
      LossRange range = history.range(nowNs);
      outside += range.leastPpm() < 5 * PERCENT && range.mostPpm() > 5 * PERCENT ? 0 : 1;
    }
    assertThat(alarms).isZero();
    // Some windows a second, for an hour: now and then one is off by five deviations.
    assertThat(outside).isLessThan(36);
  }

  @Test
  void isCertainOfLossThatExceedsALimitAfterSomeSeconds() {
    Random random = new Random(1);
    lose(random, 0.005, 120);
    assertThat(history.range(nowNs).leastPpm()).isLessThan(PERCENT / 2);

    lose(random, 0.05, 4);
    assertThat(history.range(nowNs).leastPpm()).isGreaterThan(PERCENT);
  }

  @Test
  void forgetsAStallAfterAMinuteAndRepeatedLossAfterTwo() {
    pass(5, 0);
    report(3 * PACKETS, 3 * PACKETS);
    idle(62);
    assertThat(history.range(nowNs).ppm()).isZero();

    report(2 * PACKETS, PACKETS);
    report(2 * PACKETS, PACKETS);
    idle(100);
    assertThat(history.range(nowNs).ppm()).isGreaterThan(PERCENT);
    idle(40);
    assertThat(history.range(nowNs).ppm()).isLessThan(PERCENT / 2);
  }

  @Test
  void takesBurstsForHeavyLossOnlyWhereTheyAre() {
    long seed = new Random().nextLong();
    System.out.println("takesBurstsForHeavyLossOnlyWhereTheyAre seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 40 * 3_600; i++) {
      // Half a percent of the reports miss all of four packets and those of the next: 1 %.
      if (random.nextInt(200) == 0) {
        report(PACKETS, PACKETS);
        report(PACKETS, PACKETS);
      }
      report(PACKETS, 0);
      assertThat(history.exceeds(10 * PERCENT, SECOND_NS / 2, nowNs)).isFalse();
      assertThat(history.exceeds(10 * PERCENT, SECOND_NS, nowNs)).isFalse();
    }
    lose(random, 0.5, 2);
    assertThat(history.exceeds(10 * PERCENT, SECOND_NS, nowNs)).isTrue();
  }

  /// Chance makes long bursts too: what is certain must not exceed the truth in hours.
  @Test
  void isNoMoreCertainThanBurstsAllow() {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      LossHistory bursty = new LossHistory();
      long atNs = 0;
      int row = 0;
      for (int i = 0; i < 600 * SECOND_NS / REPORT_NS; i++) {
        int expected = 0;
        int missing = 0;
        for (int packet = 0; packet < PACKETS; packet++) {
          if (random.nextDouble() < (row > 0 ? 0.75 : 0.005)) {
            row++;
            continue;
          }
          // Only what comes after a row shows that it is missing.
          expected += row + 1;
          missing += row;
          row = 0;
        }
        atNs += REPORT_NS;
        bursty.add(atNs, expected, missing);
        // At first all of it is a change.
        if (atNs > 120 * SECOND_NS) {
          assertThat(bursty.range(atNs).leastPpm()).as("seed " + seed).isLessThan(20_000);
        }
      }
    }
  }

  @Test
  void forgetsAllWhenThePathWasDown() {
    lose(new Random(1), 0.05, 60);
    history.clear();
    pass(1, 0);

    assertThat(history.range(nowNs).ppm()).isZero();
    assertThat(history.range(nowNs).leastPpm()).isZero();
  }

  /// A probe and a reply in half a second, all of which arrive.
  private void idle(int seconds) {
    for (int i = 0; i < 2 * seconds; i++) {
      nowNs += SECOND_NS / 2;
      history.add(nowNs, 2, 0);
    }
  }

  private int lose(Random random, double share, double seconds) {
    int alarms = 0;
    for (int i = 0; i < seconds * SECOND_NS / REPORT_NS; i++) {
      int missing = 0;
      for (int packet = 0; packet < PACKETS; packet++) {
        missing += random.nextDouble() < share ? 1 : 0;
      }
      alarms += report(PACKETS, missing) ? 1 : 0;
    }
    return alarms;
  }

  private void pass(double seconds, int missing) {
    for (int i = 0; i < seconds * SECOND_NS / REPORT_NS; i++) {
      report(PACKETS, missing);
    }
  }

  private boolean report(int expected, int missing) {
    nowNs += REPORT_NS;
    return history.add(nowNs, expected, missing);
  }
}
