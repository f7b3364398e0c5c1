package io.hawser.probe;

/// One-way delay of a path without synchronised clocks.
///
/// A *transit* is arrival by the peer's clock less sending by mine: delay plus the clocks' offset.
/// The offset is the same on every path between the same two edges, so the difference of two
/// transits of the same moment is the true difference of their delays. What is left unknown, one
/// number for all paths of the peer, is taken from the path with the smallest round trip: half of
/// that. The error is the asymmetry of that one path, the same for all, and never more than half
/// its round trip.
///
/// "Of the same moment": clocks drift apart by up to 100 ppm, 6 ms a minute, so compare transits
/// that are seconds old, not minutes.
public final class OneWayDelay {
  private OneWayDelay() {}

  /// `transitNs` of the path in question and of the reference path (smallest round trip), taken in
  /// the same seconds. Never negative.
  public static long ns(long transitNs, long referenceTransitNs, long referenceRttNs) {
    return Math.max(0, (referenceRttNs >> 1) + (transitNs - referenceTransitNs));
  }
}
