package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.probe.Measure;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class RecentTransitsTest {
  private static final long MS = 1_000_000;
  private static final long ACTIVE_NS = 100 * MS;
  private static final long IDLE_NS = 500 * MS;

  /// The peer's clock is behind: transit times are below zero.
  private static final long BEHIND_NS = -3_000 * MS;

  private final RecentTransits transits = new RecentTransits();
  private long nowNs;

  @Test
  void seesARiseThatLastsForMoreThanASpike() {
    feed(20, ACTIVE_NS, _ -> 20 * MS);
    feed(6, ACTIVE_NS, _ -> 120 * MS);
    assertThat(lastingMs()).isEqualTo(20);
    feed(1, ACTIVE_NS, _ -> 120 * MS);
    assertThat(lastingMs()).isEqualTo(120);
  }

  @Test
  void seesNoSpikeThatOneSampleEnds() {
    feed(20, ACTIVE_NS, _ -> 20 * MS);
    for (int i = 0; i < 20; i++) {
      feed(11, 40 * MS, _ -> 160 * MS);
      assertThat(lastingMs()).isEqualTo(20);
      feed(4, ACTIVE_NS, _ -> 20 * MS);
    }
  }

  @Test
  void wantsFourSamplesOfAnIdlePathToo() {
    feed(10, IDLE_NS, _ -> 20 * MS);
    feed(3, IDLE_NS, _ -> 120 * MS);
    assertThat(lastingMs()).isEqualTo(20);
    feed(1, IDLE_NS, _ -> 120 * MS);
    assertThat(lastingMs()).isEqualTo(120);
  }

  @Test
  void saysNothingOfWhatIsLongAgo() {
    feed(20, ACTIVE_NS, _ -> 20 * MS);
    nowNs += 3_000 * MS;
    assertThat(transits.lastingNs(nowNs)).isEqualTo(RecentTransits.NONE);
  }

  @Test
  void saysNothingByOtherClocks() {
    feed(20, ACTIVE_NS, _ -> 20 * MS);
    transits.clear();
    assertThat(transits.lastingNs(nowNs)).isEqualTo(RecentTransits.NONE);
    assertThat(transits.suddenJitterNs(nowNs)).isEqualTo(Measure.UNMEASURED);
  }

  /// They hurry while answers are overdue, as those of a spike are.
  @Test
  void takesNoSpikeForJitterWhereSamplesHurry() {
    Random random = new Random(1);
    feed(100, ACTIVE_NS, _ -> 20 * MS + random.nextLong(2 * MS));
    for (int i = 0; i < 100; i++) {
      for (int sample = 0; sample < 35; sample++) {
        long heightNs = sample < 10 ? 140 * MS : 0;
        feed(1, 40 * MS, _ -> 20 * MS + random.nextLong(2 * MS) + heightNs);
        assertThat(transits.suddenJitterNs(nowNs)).isEqualTo(Measure.UNMEASURED);
      }
    }
  }

  @Test
  void seesJitterThatBeganASecondAgo() {
    Random random = new Random(1);
    feed(100, ACTIVE_NS, _ -> 20 * MS + random.nextLong(2 * MS));
    feed(12, ACTIVE_NS, _ -> 20 * MS + random.nextLong(138 * MS));
    assertThat(transits.suddenJitterNs(nowNs)).isGreaterThan(25 * MS);
  }

  @Test
  void seesJitterThatWasThereSecondsAgo() {
    Random random = new Random(1);
    feed(100, ACTIVE_NS, _ -> 20 * MS + random.nextLong(2 * MS));
    for (int i = 0; i < 20; i++) {
      feed(26, ACTIVE_NS, _ -> 20 * MS + random.nextLong(138 * MS));
      assertThat(transits.suddenJitterNs(nowNs)).isGreaterThan(25 * MS);
      feed(60, ACTIVE_NS, _ -> 20 * MS + random.nextLong(2 * MS));
    }
  }

  @Test
  void takesNoSpikeForJitter() {
    Random random = new Random(1);
    feed(100, ACTIVE_NS, _ -> 20 * MS + random.nextLong(12 * MS));
    for (int i = 0; i < 100; i++) {
      for (int sample = 0; sample < 150; sample++) {
        long heightNs = sample < 4 ? 140 * MS : 0;
        feed(1, ACTIVE_NS, _ -> 20 * MS + random.nextLong(12 * MS) + heightNs);
        assertThat(transits.suddenJitterNs(nowNs)).isEqualTo(Measure.UNMEASURED);
      }
    }
  }

  /// What a mobile line does every day, for an hour.
  @Test
  void takesNoHabitForSudden() {
    long seed = new Random().nextLong();
    System.out.println("takesNoHabitForSudden seed=" + seed);
    Random random = new Random(seed);
    feed(200, ACTIVE_NS, _ -> 25 * MS + random.nextLong(40 * MS));
    for (int i = 0; i < 36_000; i++) {
      feed(1, ACTIVE_NS, _ -> 25 * MS + random.nextLong(40 * MS));
      assertThat(transits.suddenJitterNs(nowNs)).isEqualTo(Measure.UNMEASURED);
    }
  }

  private void feed(int samples, long intervalNs, LongUnaryOperator delayNs) {
    for (int i = 0; i < samples; i++) {
      nowNs += intervalNs;
      transits.add(BEHIND_NS + delayNs.applyAsLong(nowNs), nowNs);
    }
  }

  private long lastingMs() {
    return (transits.lastingNs(nowNs) - BEHIND_NS) / MS;
  }
}
