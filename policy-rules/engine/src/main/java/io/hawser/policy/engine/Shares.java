package io.hawser.policy.engine;

import io.hawser.policy.PathCondition;
import io.hawser.policy.Standing;
import java.util.List;

/// Of a class that several paths carry at a time: whether it gains anything by leaving one of them
/// that misses its SLA.
///
/// Which of two equally bad paths is known to be bad first is chance. So its flows stay where all
/// others seem to miss the SLA too, or are not measured, and none is surely better.
final class Shares {
  private Shares() {}

  /// @param candidates all paths of one demand
  static void judge(List<Candidate> candidates) {
    for (Candidate own : candidates) {
      if (isCarrying(own)
          && own.isSurelyMissesSla()
          && isShared(own, candidates)
          && !hasWayOut(own, candidates)) {
        own.staysAsGood();
      }
    }
  }

  private static boolean isCarrying(Candidate candidate) {
    return candidate.getStanding() == Standing.CARRYING && isComparable(candidate);
  }

  private static boolean isComparable(Candidate candidate) {
    return candidate.isAlive() && candidate.getCondition() != PathCondition.SUSPECT;
  }

  private static boolean isShared(Candidate own, List<Candidate> candidates) {
    for (Candidate other : candidates) {
      if (other != own && isCarrying(other) && other.isBackup() == own.isBackup()) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasWayOut(Candidate own, List<Candidate> candidates) {
    for (Candidate other : candidates) {
      boolean comparable =
          other != own && isComparable(other) && (own.isBackup() || !other.isBackup());
      if (comparable && (isGood(other) || isSurelyBetter(other, own))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isGood(Candidate other) {
    return !other.isMissesSla() && !other.isUnmeasured();
  }

  private static boolean isSurelyBetter(Candidate other, Candidate own) {
    return isBelow(other.getPossibleLossMissPpm(), own.getSureLossMissPpm())
        || isBelow(other.getPossibleLatencyMissUs(), own.getSureLatencyMissUs())
        || isBelow(other.getPossibleJitterMissUs(), own.getSureJitterMissUs());
  }

  /// What was not measured is no reason.
  private static boolean isBelow(long possible, long sure) {
    return sure != Long.MAX_VALUE && possible < sure;
  }
}
