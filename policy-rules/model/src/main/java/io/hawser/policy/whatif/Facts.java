package io.hawser.policy.whatif;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;

/// Facts that are the same but for one thing.
final class Facts {
  static final long ALL_LOST_PPM = 1_000_000;

  /// With what of it is certain and what is possible.
  private record Loss(long ppm, long leastPpm, long mostPpm) {
    static Loss of(PathFact fact) {
      return new Loss(fact.lossPpm(), fact.leastLossPpm(), fact.mostLossPpm());
    }
  }

  private Facts() {}

  static PathFact with(PathFact fact, PathCondition condition) {
    return with(fact, condition, fact.rttUs(), fact.oneWayUs(), fact.jitterUs(), Loss.of(fact));
  }

  static PathFact withDelay(PathFact fact, long rttUs, long oneWayUs) {
    return with(fact, fact.condition(), rttUs, oneWayUs, fact.jitterUs(), Loss.of(fact));
  }

  static PathFact withJitter(PathFact fact, long jitterUs) {
    return with(fact, fact.condition(), fact.rttUs(), fact.oneWayUs(), jitterUs, Loss.of(fact));
  }

  /// What is assumed is assumed exactly.
  static PathFact withLoss(PathFact fact, long lossPpm) {
    Loss loss = new Loss(lossPpm, lossPpm, lossPpm);
    return with(fact, fact.condition(), fact.rttUs(), fact.oneWayUs(), fact.jitterUs(), loss);
  }

  private static PathFact with(
      PathFact fact, PathCondition condition, long rttUs, long oneWayUs, long jitterUs, Loss loss) {
    return new PathFact(
        fact.peer(),
        fact.pathId(),
        fact.link(),
        fact.peerLink(),
        fact.transport(),
        fact.metered(),
        fact.backup(),
        condition,
        rttUs,
        oneWayUs,
        jitterUs,
        loss.ppm,
        loss.leastPpm,
        loss.mostPpm);
  }
}
