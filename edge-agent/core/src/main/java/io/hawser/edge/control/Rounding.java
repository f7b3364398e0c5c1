package io.hawser.edge.control;

import io.hawser.policy.PathFact;

/// Rounds measured values to steps that a rule could care about, so that the rules are asked when
/// something changed and not because a clock ticked.
final class Rounding {
  private static final long US_STEP = 1_000;
  private static final long PPM_STEP = 1_000;

  /// A value is rounded to an eighth of its power of two where that is more than the step.
  private static final int RELATIVE_SHIFT = 3;

  private Rounding() {}

  static PathFact of(PathFact fact) {
    return new PathFact(
        fact.peer(),
        fact.pathId(),
        fact.link(),
        fact.peerLink(),
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        rounded(fact.rttUs(), US_STEP),
        rounded(fact.oneWayUs(), US_STEP),
        rounded(fact.jitterUs(), US_STEP),
        rounded(fact.lossPpm(), PPM_STEP));
  }

  static long rounded(long value, long step) {
    if (value < 0) {
      return value;
    }
    long relative = Long.highestOneBit(value) >>> RELATIVE_SHIFT;
    long unit = Math.max(step, relative);
    return (value + (unit >>> 1)) / unit * unit;
  }
}
