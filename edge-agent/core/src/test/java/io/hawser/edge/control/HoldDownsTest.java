package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.TrafficClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldDownsTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private static final Policy POLICY =
      Policy.parse(
          """
          version: 1
          classes:
            - {name: voice, sla: {latency-ms: 150, loss-percent: 1, jitter-ms: 30}}
            - {name: bulk}
          default-class: bulk
          """,
          "test");
  private static final TrafficClass VOICE = POLICY.classes().getFirst();
  private static final PathFact GOOD = path(PathCondition.UP, 100_000);
  private static final PathFact SILENT = path(PathCondition.SUSPECT, 100_000);
  private static final PathFact SLOW = path(PathCondition.UP, 151_000);

  private final HoldDowns holdDowns = new HoldDowns();
  private long nowNs;

  @Test
  void holdAPathThatFellSilentForHalfAMinuteOfEvidence() {
    holdDowns.onLeft(VOICE, SILENT, nowNs);

    pass(29, GOOD);
    assertThat(held()).containsExactly(Map.entry("voice", Map.of("a", Standing.LEFT)));
    pass(1, GOOD);
    assertThat(held()).isEmpty();
  }

  @Test
  void countAnewFromEverySign() {
    holdDowns.onLeft(VOICE, SILENT, nowNs);

    pass(20, GOOD);
    pass(1, SILENT);
    pass(29, GOOD);
    assertThat(held()).isNotEmpty();
    pass(1, GOOD);
    assertThat(held()).isEmpty();
  }

  /// Two losses of a hundred are perhaps chance, and the rules do not leave for them.
  @Test
  void holdNobodyForLossThatIsNotCertain() {
    PathFact uncertain =
        new PathFact(
            "hq",
            "a",
            "a",
            "a",
            "internet",
            false,
            false,
            PathCondition.UP,
            200_000,
            100_000,
            1_000,
            20_000,
            2_000,
            60_000);
    assertThat(HoldDowns.serves(uncertain, VOICE.sla())).isFalse();
    assertThat(HoldDowns.carriesOn(uncertain, VOICE.sla())).isTrue();
    holdDowns.onLeft(VOICE, uncertain, nowNs);
    assertThat(held()).isEmpty();
  }

  @Test
  void holdNobodyWhoWasLeftForABetterOne() {
    holdDowns.onLeft(VOICE, GOOD, nowNs);

    assertThat(held()).isEmpty();
  }

  @Test
  void wantAMarginBelowTheLimit() {
    holdDowns.onLeft(VOICE, SLOW, nowNs);

    pass(600, path(PathCondition.UP, 140_000));
    assertThat(held()).isNotEmpty();
    pass(30, path(PathCondition.UP, 135_000));
    assertThat(held()).isEmpty();
  }

  @Test
  void doubleUpToTwentyMinutesWithRepeatedTrouble() {
    long[] seconds = {30, 60, 120, 240, 480, 960, 1200, 1200};
    for (long hold : seconds) {
      holdDowns.onLeft(VOICE, SLOW, nowNs);
      pass(hold - 1, GOOD);
      assertThat(held()).isNotEmpty();
      pass(1, GOOD);
      assertThat(held()).isEmpty();
    }
  }

  @Test
  void forgetAPathThatWasGoodForTwentyMinutesMore() {
    holdDowns.onLeft(VOICE, SLOW, nowNs);
    pass(30 + 1200, GOOD);

    holdDowns.onLeft(VOICE, SLOW, nowNs);
    pass(30, GOOD);
    assertThat(held()).isEmpty();
  }

  @Test
  void holdNobodyWhoCarriesAllTheSame() {
    holdDowns.onLeft(VOICE, SILENT, nowNs);

    assertThat(holdDowns.standings(Map.of("voice", Set.of("a")), nowNs))
        .containsExactly(Map.entry("voice", Map.of("a", Standing.CARRYING)));
    assertThat(holdDowns.standings(Map.of("bulk", Set.of("a")), nowNs))
        .containsEntry("voice", Map.of("a", Standing.LEFT))
        .containsEntry("bulk", Map.of("a", Standing.CARRYING));
  }

  @Test
  void tellWhoWasLeftOnceFromWhoIsLeftAgain() {
    holdDowns.onLeft(VOICE, SILENT, nowNs);
    pass(5, GOOD);
    holdDowns.onLeft(VOICE, SILENT, nowNs);

    assertThat(held()).containsExactly(Map.entry("voice", Map.of("a", Standing.LEFT_AGAIN)));
    pass(60, GOOD);
    assertThat(held()).isEmpty();
  }

  @Test
  void forgetAPathThatIsNoMore() {
    holdDowns.onLeft(VOICE, SILENT, nowNs);

    holdDowns.onFacts(POLICY, List.of(), nowNs);
    assertThat(held()).isEmpty();
  }

  private void pass(long seconds, PathFact path) {
    for (long i = 0; i < seconds; i++) {
      nowNs += SECOND_NS;
      holdDowns.onFacts(POLICY, List.of(path), nowNs);
    }
  }

  private Map<String, Map<String, Standing>> held() {
    return holdDowns.standings(Map.of(), nowNs);
  }

  private static PathFact path(PathCondition condition, long oneWayUs) {
    return new PathFact(
        "hq", "a", "a", "hq", "internet", false, false, condition, 200_000, oneWayUs, 1_000, 0);
  }
}
