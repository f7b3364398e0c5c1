package io.hawser.probe.session;

/// So many a second, and as many at once after a second of rest: the generic cell rate algorithm
/// (ITU-T I.371), which keeps one number.
final class Budget {
  private static final long SECOND_NS = 1_000_000_000L;

  private final long intervalNs;
  private long paidUntilNs;
  private boolean used;

  Budget(int perSecond) {
    if (perSecond < 1) {
      throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: 1 or more)");
    }
    intervalNs = Math.max(1, SECOND_NS / perSecond);
  }

  /// Takes one, where there is one.
  boolean take(long nowNs) {
    if (isWhole(nowNs)) {
      paidUntilNs = nowNs;
      used = true;
    }
    if (paidUntilNs + intervalNs - nowNs > SECOND_NS) {
      return false;
    }
    paidUntilNs += intervalNs;
    return true;
  }

  /// True where it differs in nothing from a new one.
  boolean isWhole(long nowNs) {
    return !used || nowNs - paidUntilNs >= 0;
  }
}
