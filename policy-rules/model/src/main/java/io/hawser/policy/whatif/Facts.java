package io.hawser.policy.whatif;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;

/// Facts that are the same but for one thing.
final class Facts {
  static final long ALL_LOST_PPM = 1_000_000;

  private Facts() {}

  /// As the rules understand it: the one-way delay, else half the round trip.
  static long latencyUs(PathFact fact) {
    return fact.oneWayUs() < 0 && fact.rttUs() >= 0 ? fact.rttUs() / 2 : fact.oneWayUs();
  }

  static PathFact with(PathFact fact, PathCondition condition) {
    return with(fact, condition, fact.rttUs(), fact.oneWayUs(), fact.jitterUs(), fact.lossPpm());
  }

  static PathFact withDelay(PathFact fact, long rttUs, long oneWayUs) {
    return with(fact, fact.condition(), rttUs, oneWayUs, fact.jitterUs(), fact.lossPpm());
  }

  static PathFact withJitter(PathFact fact, long jitterUs) {
    return with(fact, fact.condition(), fact.rttUs(), fact.oneWayUs(), jitterUs, fact.lossPpm());
  }

  static PathFact withLoss(PathFact fact, long lossPpm) {
    return with(fact, fact.condition(), fact.rttUs(), fact.oneWayUs(), fact.jitterUs(), lossPpm);
  }

  private static PathFact with(
      PathFact fact,
      PathCondition condition,
      long rttUs,
      long oneWayUs,
      long jitterUs,
      long lossPpm) {
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
        lossPpm);
  }
}
