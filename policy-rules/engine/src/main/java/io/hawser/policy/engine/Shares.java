package io.hawser.policy.engine;

import io.hawser.policy.PathCondition;
import io.hawser.policy.Standing;
import java.util.List;

/// Of a class that has several paths alike: whether it gains anything by leaving one of them that
/// surely misses its SLA.
///
/// Which of two equally bad paths is known to be bad first is chance. So one stays where each of
/// the others is known to lose as well, if not that it is too much, and nothing is surely better.
final class Shares {
  private Shares() {}

  /// @param candidates all paths of one demand
  static void judge(List<Candidate> candidates) {
    for (Candidate own : candidates) {
      if (isShare(own) && own.isSurelyMissesSla() && isAsGood(own, candidates)) {
        own.staysAsGood();
      }
    }
  }

  private static boolean isShare(Candidate candidate) {
    return candidate.getStanding() == Standing.CARRYING && isComparable(candidate);
  }

  private static boolean isComparable(Candidate candidate) {
    return candidate.isAlive() && candidate.getCondition() != PathCondition.SUSPECT;
  }

  private static boolean isAsGood(Candidate own, List<Candidate> candidates) {
    boolean shares = false;
    boolean sharesWithUnsure = false;
    boolean unmeasured = false;
    for (Candidate other : candidates) {
      if (other == own || !isComparable(other) || (other.isBackup() && !own.isBackup())) {
        continue;
      }
      if (isSurelyBetter(other, own)) {
        return false;
      }
      if (isShare(other)) {
        if (!other.isLikelyToMissSla()) {
          return false;
        }
        boolean alike = other.isBackup() == own.isBackup();
        shares |= alike;
        sharesWithUnsure |= alike && !other.isSurelyMissesSla();
      } else if (other.isUnmeasured()) {
        unmeasured |= other.getCondition() != PathCondition.PROBATION;
      } else if (!other.isMissesSla()) {
        return false;
      }
    }
    // Where all shares surely miss it, what nobody has measured may be better.
    return sharesWithUnsure || (shares && !unmeasured);
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
