package io.hawser.edge.fec;

/// The coefficients of a repair symbol: both sides make them from its key (RFC 8681, section 3.6,
/// with m = 8). Not thread-safe.
final class Coefficients {
  /// Density threshold with which no coefficient is 0, the only one that we send. A thinner code
  /// would save additions in windows of hundreds of symbols; in ours each loss counts.
  static final int DENSE = 15;

  private final TinyMt32 random = new TinyMt32();

  /// Writes `count` coefficients, that of the oldest symbol of the window first.
  ///
  /// @param repairKey 16 bits; higher ones are ignored
  /// @param densityThreshold 0 to 15: of 16 coefficients so many and one more are not 0
  void fill(byte[] to, int count, int repairKey, int densityThreshold) {
    random.seed(repairKey & 0xFFFF);
    for (int i = 0; i < count; i++) {
      boolean zero = densityThreshold != DENSE && random.next16() > densityThreshold;
      to[i] = zero ? 0 : nextNonZero();
    }
  }

  private byte nextNonZero() {
    int drawn = random.next256();
    while (drawn == 0) {
      drawn = random.next256();
    }
    return (byte) drawn;
  }
}
