package io.hawser.edge.rate;

/// A link over some time, at its far queue. Bits a second of IP packets.
///
/// @param sent how fast that was sent which left the far queue then
/// @param arrived how fast it left, estimated for what no peer reports, and without what the
///   network loses at any rate
record Look(double sent, double arrived) {
  /// A packet more or less in a window, and what a report is uncertain of.
  private static final double ALIKE = 0.05;

  /// Whether it left more slowly than it was sent: the far queue became longer.
  boolean isSlow() {
    return arrived < sent * (1 - ALIKE);
  }

  /// Whether it left as it was sent.
  boolean isEven() {
    return !isSlow() && arrived <= sent * (1 + ALIKE);
  }

  /// Whether what left while the far queue was never empty is the rate. Where it left as it was
  /// sent, and that was less than the link is thought to carry, there may be no queue at all.
  boolean tells(double capacity) {
    return !isEven() || sent >= capacity * (1 - ALIKE);
  }
}
