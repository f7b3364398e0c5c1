package io.hawser.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PathFactTest {
  @Test
  void knowsALossExactlyWhereNothingElseIsSaid() {
    PathFact fact =
        new PathFact(
            "hq", "a", "a", "hq", "internet", false, false, PathCondition.UP, 1, 1, 1, 30_000);

    assertThat(fact.leastLossPpm()).isEqualTo(30_000);
    assertThat(fact.mostLossPpm()).isEqualTo(30_000);
  }

  @Test
  void takesHalfTheRoundTripForTheLatencyWhereOnlyThatIsKnown() {
    assertThat(delaying(200_000, 90_000).latencyUs()).isEqualTo(90_000);
    assertThat(delaying(200_000, PathFact.UNMEASURED).latencyUs()).isEqualTo(100_000);
    assertThat(delaying(PathFact.UNMEASURED, PathFact.UNMEASURED).latencyUs())
        .isEqualTo(PathFact.UNMEASURED);
  }

  private static PathFact delaying(long rttUs, long oneWayUs) {
    return new PathFact(
        "hq", "a", "a", "hq", "internet", false, false, PathCondition.UP, rttUs, oneWayUs, 1, 1);
  }

  @Test
  void refusesALossOutsideItsBounds() {
    assertThatThrownBy(() -> losing(30_000, 31_000, 40_000)).hasMessageContaining("(expected:");
    assertThatThrownBy(() -> losing(30_000, 20_000, 29_000)).hasMessageContaining("(expected:");
    assertThatThrownBy(() -> losing(30_000, 20_000, 1_000_001)).hasMessageContaining("(expected:");
    assertThatThrownBy(() -> losing(30_000, -1, 40_000)).hasMessageContaining("leastLossPpm");
    assertThatThrownBy(() -> losing(-1, -2, -1)).hasMessageContaining("leastLossPpm");
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
}
