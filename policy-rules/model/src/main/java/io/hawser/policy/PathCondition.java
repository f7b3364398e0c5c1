package io.hawser.policy;

/// What is known of a path, in the order in which a path is to be preferred.
public enum PathCondition {
  /// Proven in both directions and within its limits.
  UP,
  /// Back after a failure, and not yet long enough to be trusted like a settled one.
  PROBATION,
  /// Silent for longer than expected: not yet down, no longer taken for granted.
  SUSPECT,
  /// Alive, but losing or delaying beyond what was usual.
  DEGRADED,
  /// Never proven: nothing has come back from the peer yet. Not counted as good.
  UNKNOWN,
  /// Proven not to carry.
  DOWN;

  /// Whether traffic may be sent there at all.
  public boolean carries() {
    return this != DOWN && this != UNKNOWN;
  }
}
