package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteadyFactsTest {
  private static final long MS = 1_000;
  private static final long[] NO_LIMITS = {};
  private static final long[] VOICE = {30 * MS, 150 * MS};

  @Test
  void keepsAValueThatTrembles() {
    assertThat(steady(20_400, 20 * MS, NO_LIMITS)).isEqualTo(20 * MS);
    assertThat(steady(19_100, 20 * MS, NO_LIMITS)).isEqualTo(20 * MS);
  }

  @Test
  void followsAValueThatMoves() {
    assertThat(steady(27_300, 20 * MS, NO_LIMITS)).isEqualTo(26_624);
    assertThat(steady(100, 20 * MS, NO_LIMITS)).isZero();
  }

  @Test
  void noticesEveryLimitThatIsCrossed() {
    assertThat(steady(30_200, 29 * MS, VOICE)).isGreaterThan(30 * MS);
    assertThat(steady(29_900, 31 * MS, VOICE)).isLessThanOrEqualTo(30 * MS);
    assertThat(steady(150_001, 149 * MS, VOICE)).isGreaterThan(150 * MS);
    assertThat(steady(150_000, 152 * MS, VOICE)).isLessThanOrEqualTo(150 * MS);
  }

  @Test
  void tellsWhatIsNotMeasuredFromZero() {
    assertThat(steady(-1, 20 * MS, VOICE)).isEqualTo(-1);
    assertThat(steady(200, -1, VOICE)).isZero();
  }

  /// Whatever came before: within one step of the truth, and on its side of each limit.
  @Test
  void isNeverFarFromTheTruth() {
    long seed = new Random().nextLong();
    System.out.println("isNeverFarFromTheTruth seed=" + seed);
    Random random = new Random(seed);
    long before = -1;
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextInt(1 + random.nextInt(400_000));
      before = steady(value, before, VOICE);
      assertThat(Math.abs(before - value)).isLessThanOrEqualTo(Math.max(MS, value / 6));
      for (long limit : VOICE) {
        assertThat(before > limit).as("%d for %d", before, value).isEqualTo(value > limit);
      }
    }
  }

  /// Each of the three is in steps of its own, and they keep their order and their sides of limits.
  @Test
  void keepsALossWithinItsBounds() {
    long seed = new Random().nextLong();
    System.out.println("keepsALossWithinItsBounds seed=" + seed);
    Random random = new Random(seed);
    List<PathFact> decided = List.of();
    for (int i = 0; i < 20_000; i++) {
      long leastPpm = random.nextInt(1 + random.nextInt(30_000));
      long lossPpm = leastPpm + random.nextInt(1 + random.nextInt(20_000));
      PathFact measured = losing(lossPpm, leastPpm, lossPpm + random.nextInt(2_000));
      decided = SteadyFacts.of(List.of(measured), decided, Policy.standard());
      PathFact steady = decided.getFirst();
      for (long limit : new long[] {5_000, 10_000, 20_000, 50_000}) {
        assertThat(steady.lossPpm() > limit).isEqualTo(measured.lossPpm() > limit);
        assertThat(steady.leastLossPpm() > limit).isEqualTo(measured.leastLossPpm() > limit);
        assertThat(steady.mostLossPpm() > limit).isEqualTo(measured.mostLossPpm() > limit);
      }
    }
  }

  private static PathFact losing(long lossPpm, long leastPpm, long mostPpm) {
    return new PathFact(
        "hq",
        "a",
        "a",
        "hq",
        "internet",
        false,
        false,
        PathCondition.UP,
        1,
        1,
        1,
        lossPpm,
        leastPpm,
        mostPpm);
  }

  private static long steady(long value, long before, long[] limits) {
    return SteadyFacts.steady(value, before, MS, limits);
  }
}
