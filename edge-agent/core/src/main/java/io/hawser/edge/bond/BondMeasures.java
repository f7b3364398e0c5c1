package io.hawser.edge.bond;

import io.hawser.probe.Measure;

/// What a bond is told of a path. Delays in nanoseconds, loss in millionths; negative is
/// unmeasured.
///
/// @param behindNs how much longer its way is than that of the peer's quickest path
/// @param jitterNs RFC 3550
/// @param lossPpm on the way, the likeliest value
/// @param leastLossPpm what of it is certain: chance is to put nobody out
/// @param roundTripNs there and back, smoothed
public record BondMeasures(
    long behindNs, long jitterNs, long lossPpm, long leastLossPpm, long roundTripNs) {
  /// Of a path of which nothing is known.
  public static final BondMeasures NONE =
      new BondMeasures(
          Measure.UNMEASURED,
          Measure.UNMEASURED,
          Measure.UNMEASURED,
          Measure.UNMEASURED,
          Measure.UNMEASURED);
}
