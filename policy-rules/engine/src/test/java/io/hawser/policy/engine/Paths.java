package io.hawser.policy.engine;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Standing;

/// Paths towards `hq`, good in every respect unless said otherwise.
record Paths(PathFact fact, Standing standing) {
  private Paths(PathFact fact) {
    this(fact, Standing.NONE);
  }

  static Paths good(String id) {
    return new Paths(
        new PathFact(
            "hq",
            id,
            id,
            "hq",
            "internet",
            false,
            false,
            PathCondition.UP,
            20_000,
            10_000,
            1_000,
            0));
  }

  static Paths unmeasured(String id) {
    return new Paths(
        new PathFact(
            "hq", id, id, "hq", "internet", false, false, PathCondition.UP, -1, -1, -1, -1));
  }

  /// The class in question stands so towards it.
  Paths stands(Standing other) {
    return new Paths(fact, other);
  }

  Paths is(PathCondition condition) {
    return with(
        fact.transport(),
        fact.metered(),
        fact.backup(),
        condition,
        fact.oneWayUs(),
        fact.jitterUs(),
        fact.lossPpm());
  }

  Paths over(String transport) {
    return with(
        transport,
        fact.metered(),
        fact.backup(),
        fact.condition(),
        fact.oneWayUs(),
        fact.jitterUs(),
        fact.lossPpm());
  }

  Paths metered() {
    return with(
        fact.transport(),
        true,
        fact.backup(),
        fact.condition(),
        fact.oneWayUs(),
        fact.jitterUs(),
        fact.lossPpm());
  }

  Paths backup() {
    return with(
        fact.transport(),
        fact.metered(),
        true,
        fact.condition(),
        fact.oneWayUs(),
        fact.jitterUs(),
        fact.lossPpm());
  }

  Paths delays(long oneWayUs) {
    return with(
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        oneWayUs,
        fact.jitterUs(),
        fact.lossPpm());
  }

  Paths varies(long jitterUs) {
    return with(
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        fact.oneWayUs(),
        jitterUs,
        fact.lossPpm());
  }

  Paths loses(long lossPpm) {
    return with(
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        fact.oneWayUs(),
        fact.jitterUs(),
        lossPpm);
  }

  /// The loss is somewhere between.
  Paths losesBetween(long leastPpm, long mostPpm) {
    return with(
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        fact.oneWayUs(),
        fact.jitterUs(),
        fact.lossPpm(),
        leastPpm,
        mostPpm);
  }

  private Paths with(
      String transport,
      boolean metered,
      boolean backup,
      PathCondition condition,
      long oneWayUs,
      long jitterUs,
      long lossPpm) {
    return with(
        transport, metered, backup, condition, oneWayUs, jitterUs, lossPpm, lossPpm, lossPpm);
  }

  private Paths with(
      String transport,
      boolean metered,
      boolean backup,
      PathCondition condition,
      long oneWayUs,
      long jitterUs,
      long lossPpm,
      long leastLossPpm,
      long mostLossPpm) {
    return new Paths(
        new PathFact(
            fact.peer(),
            fact.pathId(),
            fact.link(),
            fact.peerLink(),
            transport,
            metered,
            backup,
            condition,
            fact.rttUs(),
            oneWayUs,
            jitterUs,
            lossPpm,
            leastLossPpm,
            mostLossPpm),
        standing);
  }
}
