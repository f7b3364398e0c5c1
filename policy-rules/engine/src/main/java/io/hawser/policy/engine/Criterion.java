package io.hawser.policy.engine;

/// A respect in which a path can be worse than another, in the order in which they matter: a later
/// one is asked only between paths that are alike in all earlier ones.
public enum Criterion {
  /// For emergencies only, even if all others miss the SLA.
  BACKUP,
  /// Silent for longer than expected: its measurements are of the past.
  SILENCE,
  /// 0 meets the SLA, or carries and is as good as the rest, 1 is not known to, 2 is known not to,
  /// 3 failed and shows nothing since.
  SLA,
  /// Loss in parts per million where it exceeds the limit.
  LOSS_MISS,
  /// Delay in microseconds where it exceeds the limit.
  LATENCY_MISS,
  /// Variation of delay in microseconds where it exceeds the limit.
  JITTER_MISS,
  /// Alive, but unfit for any class.
  DEGRADED,
  /// Left in trouble more than once of late.
  RELAPSE,
  /// Costs, and the class avoids that.
  COST,
  /// On probation, or left in trouble once: it serves, and who has a choice waits and sees.
  UNREST,
  /// Place in the list of transports that the class prefers.
  PREFERENCE
}
