package io.hawser.edge.path;

import static io.hawser.edge.path.PathState.DEGRADED;
import static io.hawser.edge.path.PathState.DOWN;
import static io.hawser.edge.path.PathState.PROBATION;
import static io.hawser.edge.path.PathState.SUSPECT;
import static io.hawser.edge.path.PathState.UNKNOWN;
import static io.hawser.edge.path.PathState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PathStateTest {
  /// For each state, the states that HEARD, HEARD_AGAIN, SILENT, DEAD, IMPAIRED, CLEAN, PROVEN,
  /// GONE lead to.
  private static final Map<PathState, PathState[]> PICTURE =
      Map.of(
          UNKNOWN, row(UP, PROBATION, UNKNOWN, DOWN, UNKNOWN, UNKNOWN, UNKNOWN, DOWN),
          UP, row(UP, UP, SUSPECT, DOWN, DEGRADED, UP, UP, DOWN),
          PROBATION, row(PROBATION, PROBATION, SUSPECT, DOWN, DEGRADED, PROBATION, UP, DOWN),
          SUSPECT, row(UP, PROBATION, SUSPECT, DOWN, DEGRADED, SUSPECT, SUSPECT, DOWN),
          DEGRADED, row(DEGRADED, DEGRADED, DEGRADED, DOWN, DEGRADED, PROBATION, DEGRADED, DOWN),
          DOWN, row(UP, PROBATION, DOWN, DOWN, DOWN, DOWN, DOWN, DOWN));

  @Test
  void everyTransitionIsTheOneOfThePicture() {
    for (PathState from : PathState.values()) {
      for (PathEvent event : PathEvent.values()) {
        assertThat(from.on(event))
            .as("%s on %s", from, event)
            .isEqualTo(PICTURE.get(from)[event.ordinal()]);
      }
    }
  }

  @Test
  void timingThatContradictsItselfIsRefused() {
    var d = PathTiming.DEFAULT;
    assertThatThrownBy(
            () ->
                new PathTiming(
                    d.activeProbeNs(),
                    d.idleProbeNs(),
                    d.meteredProbeNs(),
                    d.meteredCheckNs(),
                    d.meteredStandInNs(),
                    d.recheckProbeNs(),
                    d.spreadFloorNs(),
                    d.firstAnswerNs(),
                    d.doubtTailNs(),
                    d.suspectNs(),
                    d.suspectNs() - 1,
                    d.downAnswers(),
                    d.unknownDownNs(),
                    d.returnAnswers(),
                    d.probationNs(),
                    d.shortWindowNs(),
                    d.longWindowNs(),
                    d.degradedLossPpm(),
                    d.degradedDelayNs(),
                    d.feedbackNs(),
                    d.idleFeedbackNs(),
                    d.reorderNs(),
                    d.awayNs(),
                    d.awayDownNs(),
                    d.ownPauseNs()))
        .hasMessageContaining("downNs: 109999999 (expected: suspectNs, 110000000, or more)");
  }

  private static PathState[] row(PathState... states) {
    return states;
  }
}
