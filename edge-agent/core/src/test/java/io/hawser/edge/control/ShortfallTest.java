package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.ServiceLevel;
import org.junit.jupiter.api.Test;

class ShortfallTest {
  private static final ServiceLevel VOICE = new ServiceLevel(150_000, 10_000, 30_000);

  @Test
  void namesWhatIsExceededWithItsLimit() {
    assertThat(Shortfall.of(VOICE, fact(20_000, 52_000, 31_400)))
        .isEqualTo("broadband>hq/mpls: loss 5.2 % (limit 1 %), jitter 31.4 ms (limit 30 ms)");
  }

  @Test
  void takesHalfTheRoundTripWhereOnlyThatIsKnown() {
    assertThat(Shortfall.of(VOICE, fact(400_000, 0, 0)))
        .isEqualTo("broadband>hq/mpls: latency 200.0 ms (limit 150 ms)");
  }

  @Test
  void isEmptyWhereAllIsWellOrUnmeasuredOrUnlimited() {
    assertThat(Shortfall.of(VOICE, fact(20_000, 10_000, PathFact.UNMEASURED))).isEmpty();
    assertThat(Shortfall.of(ServiceLevel.NONE, fact(900_000, 900_000, 900_000))).isEmpty();
  }

  private static PathFact fact(long rttUs, long lossPpm, long jitterUs) {
    return new PathFact(
        "hq",
        "broadband>hq/mpls",
        "broadband",
        "mpls",
        "internet",
        false,
        false,
        PathCondition.UP,
        rttUs,
        PathFact.UNMEASURED,
        jitterUs,
        lossPpm);
  }
}
