package io.hawser.edge.playout;

/// The interarrival jitter of RFC 3550, section 6.4.1, as its appendix A.8 computes it.
final class JitterMeter {
  private static final int SHIFT = 4;

  private boolean begun;
  private long lastUs;

  /// Sixteen times the jitter.
  private long scaledUs;

  /// What the next packet took, by clocks that differ.
  void onPacket(long transitUs) {
    if (begun) {
      scaledUs += Math.abs(transitUs - lastUs) - (scaledUs + 8 >> SHIFT);
    }
    begun = true;
    lastUs = transitUs;
  }

  /// The next packet is of another beginning; what was measured stays.
  void restart() {
    begun = false;
  }

  long jitterUs() {
    return scaledUs >> SHIFT;
  }
}
