package io.hawser.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Two clocks 500 ms apart that drift, and a path with the jitter of a real one between them.
class ClockSkewTest {
  private static final long ONE_MS = 1_000_000;
  private static final long SECOND = 1_000 * ONE_MS;
  private static final long WINDOW = 300 * SECOND;
  private static final long PROBE_INTERVAL = 100 * ONE_MS;
  private static final int SEEDS = 50;

  private final class Path {
    final SplittableRandom random;
    final long ppb;
    final ClockSkew skew = new ClockSkew(WINDOW);
    long nowNs;
    long growthPpb;

    Path(long seed, long ppb) {
      random = new SplittableRandom(seed);
      this.ppb = ppb;
      nowNs = random.nextLong(1L << 50);
    }

    /// 20 ms, an exponential queue of 5 ms on average, and one in a hundred 100 ms late.
    long delayNs() {
      double queueMs = -5 * Math.log(1 - random.nextDouble());
      return 20 * ONE_MS
          + (long) (queueMs * ONE_MS)
          + (random.nextInt(100) == 0 ? 100 * ONE_MS : 0);
    }

    long offsetNs() {
      return 500 * ONE_MS + Math.round(nowNs / 1e9 * ppb);
    }

    void run(long forNs) {
      for (long end = nowNs + forNs; nowNs < end; nowNs += PROBE_INTERVAL) {
        long grownNs = Math.round(nowNs / 1e9 * growthPpb);
        skew.addOut(nowNs, delayNs() + grownNs + offsetNs());
        skew.addBack(nowNs, delayNs() - offsetNs());
      }
    }
  }

  @Test
  void findsTheSkewOfTwoClocksWithinOnePartInAMillion() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      for (long ppb : new long[] {-100_000, -1_000, 0, 37_000, 100_000}) {
        Path path = new Path(seed, ppb);
        path.run(WINDOW);
        assertThat(path.skew.isMeasured(path.nowNs)).as("seed %d, %d ppb", seed, ppb).isTrue();
        assertThat(path.skew.ppb(path.nowNs))
            .as("seed %d, %d ppb", seed, ppb)
            .isBetween(ppb - 1_000, ppb + 1_000);
      }
    }
  }

  @Test
  void hundredPpmDoNotLookLikeGrowingDelay() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Path path = new Path(seed, 100_000);
      path.run(WINDOW);
      long earlierNs = path.nowNs;
      long earlier = 30 * ONE_MS + path.offsetNs();
      long earlierBack = 30 * ONE_MS - path.offsetNs();
      path.run(180 * SECOND);
      long later = 30 * ONE_MS + path.offsetNs();
      long laterBack = 30 * ONE_MS - path.offsetNs();

      // The clocks alone make a steady delay grow by 18 ms in these three minutes.
      assertThat(later - earlier).as("seed %d", seed).isBetween(17 * ONE_MS, 19 * ONE_MS);
      assertThat(later - path.skew.outAsOf(path.nowNs, earlierNs, earlier))
          .as("seed %d", seed)
          .isBetween(-ONE_MS / 2, ONE_MS / 2);
      assertThat(laterBack - path.skew.backAsOf(path.nowNs, earlierNs, earlierBack))
          .as("seed %d", seed)
          .isBetween(-ONE_MS / 2, ONE_MS / 2);
    }
  }

  @Test
  void saysNothingBeforeItHasSeenMostOfItsWindow() {
    Path path = new Path(3, 100_000);
    path.run(WINDOW / 2);
    assertThat(path.skew.isMeasured(path.nowNs)).isFalse();
    assertThat(path.skew.ppb(path.nowNs)).isZero();
    assertThat(path.skew.outAsOf(path.nowNs, path.nowNs - SECOND, 42)).isEqualTo(42);
  }

  @Test
  void takesADelayThatGrowsInOneDirectionForNoSkew() {
    Path path = new Path(4, 0);
    path.growthPpb = 20_000;
    path.run(WINDOW);
    assertThat(path.skew.isMeasured(path.nowNs)).isFalse();
  }

  @Test
  void forgetsWhatIsOlderThanItsWindow() {
    Path path = new Path(5, 50_000);
    path.run(WINDOW);
    path.nowNs += 2 * WINDOW;
    assertThat(path.skew.isMeasured(path.nowNs)).isFalse();
  }
}
