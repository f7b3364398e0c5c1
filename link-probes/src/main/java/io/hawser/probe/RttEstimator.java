package io.hawser.probe;

/// Smoothed round-trip time and its spread: RFC 6298 section 2. Not thread-safe.
public final class RttEstimator {
  // RFC 6298 section 2: alpha = 1/8, beta = 1/4, K = 4.
  private static final int ALPHA_SHIFT = 3;
  private static final int BETA_SHIFT = 2;
  private static final int SPREAD_FACTOR = 4;

  private long smoothedNs = Measure.UNMEASURED;
  private long variationNs = Measure.UNMEASURED;

  public void add(long rttNs) {
    if (rttNs < 0) {
      throw new IllegalArgumentException("rttNs: " + rttNs + " (expected: 0 or more)");
    }
    if (smoothedNs < 0) {
      smoothedNs = rttNs;
      variationNs = rttNs >> 1;
      return;
    }
    // The variation first, against the old mean, as the RFC orders.
    variationNs += (Math.abs(smoothedNs - rttNs) - variationNs) >> BETA_SHIFT;
    smoothedNs += (rttNs - smoothedNs) >> ALPHA_SHIFT;
  }

  public boolean isMeasured() {
    return smoothedNs >= 0;
  }

  /// SRTT, or [Measure#UNMEASURED].
  public long smoothedNs() {
    return smoothedNs;
  }

  /// RTTVAR, or [Measure#UNMEASURED].
  public long variationNs() {
    return variationNs;
  }

  /// How long an answer may take before it is overdue: `SRTT + max(4 * RTTVAR, floor)`. Call it
  /// only when measured.
  public long overdueNs(long floorNs) {
    return smoothedNs + Math.max(SPREAD_FACTOR * variationNs, floorNs);
  }
}
