package io.hawser.edge.path;

/// The longest silence of a path of late that ended with an answer. Owned by control.
///
/// Two halves of ten minutes, so that what is remembered is never cut short by a smaller one.
final class Hiccups {
  /// Half of how long a hiccup is remembered at most.
  private static final long HALF_NS = 300_000_000_000L;

  /// No habit excuses more: a path that often says nothing for longer is not a good one.
  static final long MOST_NS = 300_000_000L;

  private long thisHalfNs;
  private long lastHalfNs;
  private long beganNs;

  void add(long silenceNs, long nowNs) {
    turn(nowNs);
    thisHalfNs = Math.max(thisHalfNs, Math.min(silenceNs, MOST_NS));
  }

  /// 0 for none.
  long longestNs(long nowNs) {
    turn(nowNs);
    return Math.max(thisHalfNs, lastHalfNs);
  }

  private void turn(long nowNs) {
    if (nowNs - beganNs >= HALF_NS) {
      lastHalfNs = nowNs - beganNs >= 2 * HALF_NS ? 0 : thisHalfNs;
      thisHalfNs = 0;
      beganNs = nowNs;
    }
  }
}
