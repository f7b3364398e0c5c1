package io.hawser.policy.whatif;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;

/// What an edge's monitor would make of a path's condition for what is assumed of its measurements.
/// The limits are those of `PathTiming` in the edge, where a test compares them.
public final class Monitored {
  public static final long DEGRADED_LOSS_PPM = 100_000;

  /// Rise of the one-way delay; half the round trip where that is more.
  public static final long DEGRADED_DELAY_US = 80_000;

  private Monitored() {}

  static PathFact judge(PathFact present, PathFact assumed) {
    if (!assumed.condition().carries()) {
      return assumed;
    }
    if (assumed.lossPpm() == Facts.ALL_LOST_PPM) {
      return Facts.with(assumed, PathCondition.DOWN);
    }
    boolean lossy = isAssumed(Effect.Quantity.LOSS, present, assumed) && isLossy(assumed);
    boolean late = isAssumed(Effect.Quantity.DELAY, present, assumed) && isLate(present, assumed);
    return lossy || late ? Facts.with(assumed, PathCondition.DEGRADED) : assumed;
  }

  /// What is measured already has been judged already.
  private static boolean isAssumed(Effect.Quantity quantity, PathFact present, PathFact assumed) {
    return quantity.of(present) != quantity.of(assumed);
  }

  private static boolean isLossy(PathFact assumed) {
    return assumed.lossPpm() > DEGRADED_LOSS_PPM;
  }

  private static boolean isLate(PathFact present, PathFact assumed) {
    long before = present.latencyUs();
    long limitUs = Math.max(DEGRADED_DELAY_US, present.rttUs() / 2);
    return before >= 0 && assumed.latencyUs() - before > limitUs;
  }
}
