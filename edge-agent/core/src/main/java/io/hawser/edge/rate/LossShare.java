package io.hawser.edge.rate;

import io.hawser.probe.WindowedMinimum;

/// What a link loses at any rate: the least share of a second in the last ten. Owned by control.
final class LossShare {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long WINDOW_NS = 10 * SECOND_NS;

  /// A second of fewer packets tells nothing.
  private static final long LEAST_PACKETS = 100;

  private static final long MILLION = 1_000_000;

  /// More is an outage.
  private static final double MOST = 0.2;

  private final WindowedMinimum leastPpm = new WindowedMinimum(WINDOW_NS);
  private long beganNs;
  private long expected;
  private long missing;

  void add(long newlyExpected, long newlyMissing, long nowNs) {
    expected += newlyExpected;
    missing += newlyMissing;
    if (nowNs - beganNs >= SECOND_NS) {
      if (expected >= LEAST_PACKETS) {
        leastPpm.add(nowNs, Math.clamp(missing * MILLION / expected, 0, MILLION));
      }
      begin(nowNs);
    }
  }

  private void begin(long nowNs) {
    beganNs = nowNs;
    expected = 0;
    missing = 0;
  }

  /// What is lost from now on decides.
  void forget(long nowNs) {
    leastPpm.clear();
    begin(nowNs);
  }

  /// Of one second alone it may be the end of something else.
  boolean isKnown(long nowNs) {
    return leastPpm.count(nowNs) > 1;
  }

  double share(long nowNs) {
    return isKnown(nowNs) ? Math.min(MOST, (double) leastPpm.get(nowNs) / MILLION) : 0;
  }
}
