package io.hawser.edge.path;

import io.hawser.probe.Measure;
import io.hawser.probe.RttEstimator;
import io.hawser.probe.WindowedMinimum;

/// How long a path's probes take, there and back, and there by the two ends' clocks (*transit*,
/// which is good for comparisons only). Owned by control.
final class PathDelays {
  /// The reference delay for one-way differences is this recent: 3 ms of clock drift at 100 ppm.
  private static final long REFERENCE_WINDOW_NS = 30_000_000_000L;

  /// By what two clocks may have drifted apart since the last reply: 200 ppm of the time, two bad
  /// crystals, and some more.
  private static final long DRIFT_DIVISOR = 5_000;

  private static final long DRIFT_FLOOR_NS = 100_000_000L;

  private static final int TRANSIT_GAIN_SHIFT = 3;

  /// What is further back is by clocks that have drifted since.
  private static final long SMOOTHED_OVER_NS = 10_000_000_000L;

  final RttEstimator rtt = new RttEstimator();
  private final WindowedMinimum smallestRttNs = new WindowedMinimum(REFERENCE_WINDOW_NS);
  private final WindowedMinimum smallestTransitNs = new WindowedMinimum(REFERENCE_WINDOW_NS);
  private boolean transitMeasured;
  private long transitNs;
  private long lastTransitNs;
  private long lastRttNs;
  private long lastNs;

  void add(long rttNs, long outTransitNs, long nowNs) {
    boolean follows = transitMeasured && nowNs - lastNs <= SMOOTHED_OVER_NS;
    lastTransitNs = outTransitNs;
    lastRttNs = rttNs;
    lastNs = nowNs;
    rtt.add(rttNs);
    smallestRttNs.add(nowNs, rttNs);
    smallestTransitNs.add(nowNs, outTransitNs);
    transitNs =
        follows ? transitNs + ((outTransitNs - transitNs) >> TRANSIT_GAIN_SHIFT) : outTransitNs;
    transitMeasured = true;
  }

  /// Between two replies a transit changes by no more than the longer of their round trips, apart
  /// from drift. What changes by more is the peer's clock: it counts from its boot, and it booted.
  boolean isClockStep(long rttNs, long outTransitNs, long nowNs) {
    long driftNs = DRIFT_FLOOR_NS + (nowNs - lastNs) / DRIFT_DIVISOR;
    return transitMeasured
        && Math.abs(outTransitNs - lastTransitNs) > Math.max(rttNs, lastRttNs) + driftNs;
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    transitMeasured = false;
    smallestTransitNs.clear();
  }

  /// SRTT, or [Measure#UNMEASURED].
  long smoothedRttNs() {
    return rtt.smoothedNs();
  }

  /// Least round trip of the last while, or [Measure#UNMEASURED].
  long smallestRttNs(long nowNs) {
    return smallestRttNs.get(nowNs);
  }

  /// Least transit of the last while; ask only where [#isTransitMeasured].
  long smallestTransitNs(long nowNs) {
    return smallestTransitNs.count(nowNs) > 0 ? smallestTransitNs.get(nowNs) : transitNs;
  }

  /// Smoothed; ask only where [#isTransitMeasured].
  long transitNs() {
    return transitNs;
  }

  boolean isTransitMeasured() {
    return transitMeasured;
  }
}
