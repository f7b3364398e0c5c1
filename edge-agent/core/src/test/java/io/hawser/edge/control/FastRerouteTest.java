package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.Steering.ClassAndPeer;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FastRerouteTest {
  private static final ClassAndPeer VOICE = new ClassAndPeer("voice", "hq");
  private static final PathFact MPLS = fact("mpls", false, false);
  private static final PathFact BROADBAND = fact("broadband", false, false);
  private static final PathFact METERED = fact("lte", true, false);
  private static final PathFact BACKUP = fact("dsl", false, true);
  private static final List<SteeringVerdict> VERDICTS =
      List.of(
          verdict("voice", List.of(List.of("mpls"), List.of("broadband"), List.of("lte"))),
          verdict("bulk", List.of(List.of("broadband"), List.of("mpls"))));

  private static PathFact fact(String id, boolean metered, boolean backup) {
    return fact(id, metered, backup, PathCondition.UP);
  }

  private static PathFact in(PathCondition condition, PathFact fact) {
    return fact(fact.pathId(), fact.metered(), fact.backup(), condition);
  }

  private static PathFact fact(
      String id, boolean metered, boolean backup, PathCondition condition) {
    return new PathFact("hq", id, id, id, "internet", metered, backup, condition, 1, 1, 1, 0, 0, 0);
  }

  private static SteeringVerdict verdict(String name, List<List<String>> tiers) {
    return new SteeringVerdict(name, "hq", SteeringMode.SINGLE, tiers, "rule", "reason");
  }

  private static Map<ClassAndPeer, SteeringVerdict> repairs(PathFact... now) {
    return FastReroute.of(VERDICTS, List.of(MPLS, BROADBAND, METERED, BACKUP), List.of(now));
  }

  @ParameterizedTest
  @EnumSource(names = {"SUSPECT", "DOWN"})
  void whoHasLostHisPathTakesTheNext(PathCondition lost) {
    Map<ClassAndPeer, SteeringVerdict> repairs = repairs(in(lost, MPLS), BROADBAND, METERED);
    assertThat(repairs).containsOnlyKeys(VOICE);
    SteeringVerdict voice = repairs.get(VOICE);
    assertThat(voice).isNotNull();
    assertThat(voice.tiers()).containsExactly(List.of("broadband"), List.of("lte"));
    assertThat(voice.barred()).contains("mpls");
    assertThat(voice.reason()).contains("mpls");
  }

  @Test
  void nobodyMovesWhereNothingWasLost() {
    assertThat(repairs(MPLS, BROADBAND, METERED, BACKUP)).isEmpty();
    assertThat(repairs(in(PathCondition.PROBATION, MPLS), BROADBAND, METERED, BACKUP)).isEmpty();
    assertThat(repairs(in(PathCondition.DEGRADED, MPLS), BROADBAND, METERED, BACKUP)).isEmpty();
  }

  /// Only the rules know whether it is worth that.
  @Test
  void nobodyTakesAMeteredLinkOrABackup() {
    PathFact gone = in(PathCondition.SUSPECT, MPLS);
    PathFact goneToo = in(PathCondition.SUSPECT, BROADBAND);
    assertThat(repairs(gone, goneToo, METERED, BACKUP)).isEmpty();
    List<SteeringVerdict> toBackup =
        List.of(verdict("voice", List.of(List.of("mpls"), List.of("dsl"))));
    assertThat(FastReroute.of(toBackup, List.of(MPLS, BACKUP), List.of(gone, BACKUP))).isEmpty();
  }

  /// It was in no better state before.
  @Test
  void whatWasSilentAlreadyIsForTheRules() {
    PathFact silent = in(PathCondition.SUSPECT, MPLS);
    PathFact down = in(PathCondition.DOWN, MPLS);
    assertThat(FastReroute.of(VERDICTS, List.of(silent, BROADBAND), List.of(down, BROADBAND)))
        .isEmpty();
  }

  /// Bad as it was, it carried.
  @Test
  void aDegradedPathThatGoesDownIsLostToo() {
    PathFact bad = in(PathCondition.DEGRADED, MPLS);
    PathFact down = in(PathCondition.DOWN, MPLS);
    assertThat(FastReroute.of(VERDICTS, List.of(bad, BROADBAND), List.of(down, BROADBAND)))
        .containsOnlyKeys(VOICE);
  }

  @Test
  void whoSharesPathsKeepsTheOthers() {
    List<SteeringVerdict> shared = List.of(verdict("voice", List.of(List.of("mpls", "broadband"))));
    Map<ClassAndPeer, SteeringVerdict> repairs =
        FastReroute.of(
            shared, List.of(MPLS, BROADBAND), List.of(in(PathCondition.DOWN, MPLS), BROADBAND));
    SteeringVerdict voice = repairs.get(VOICE);
    assertThat(voice).isNotNull();
    assertThat(voice.tiers()).containsExactly(List.of("broadband"));
  }
}
