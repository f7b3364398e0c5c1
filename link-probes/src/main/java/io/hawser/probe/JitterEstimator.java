package io.hawser.probe;

/// Interarrival jitter: RFC 3550 section 6.4.1, appendix A.8. Fed with one-way transit times, whose
/// clock offset cancels because only differences count. Not thread-safe.
public final class JitterEstimator {
  // RFC 3550 appendix A.8: gain 1/16, kept scaled by 16 against rounding.
  private static final int GAIN_SHIFT = 4;
  private static final int ROUNDING = 1 << (GAIN_SHIFT - 1);

  private boolean started;
  private boolean measured;
  private long lastTransitNs;
  private long scaledNs;

  /// A packet's transit time: its arrival by the receiver's clock less its sending by the sender's.
  public void add(long transitNs) {
    if (started) {
      long differenceNs = Math.abs(transitNs - lastTransitNs);
      scaledNs += differenceNs - ((scaledNs + ROUNDING) >> GAIN_SHIFT);
      measured = true;
    }
    started = true;
    lastTransitNs = transitNs;
  }

  /// The next transit time is not compared with the last one, which is too long ago.
  public void skip() {
    started = false;
  }

  /// Begins anew: the next transit time is by other clocks.
  public void clear() {
    started = false;
    measured = false;
    scaledNs = 0;
  }

  /// The jitter, or [Measure#UNMEASURED] before the second packet.
  public long jitterNs() {
    return measured ? scaledNs >> GAIN_SHIFT : Measure.UNMEASURED;
  }
}
