package io.hawser.edge.qos;

/// A rate that is kept: whoever has paid for what he sent waits until it is due again. The virtual
/// scheduling of the generic cell rate algorithm (ITU-T I.371): one time is all that is kept, and
/// late ticks cost no rate.
final class Pacer {
  private static final double NS_PER_SECOND = 1e9;

  private final long burstNs;
  private double nsPerByte;
  private long paidUntilNs;

  /// @param bytesPerSecond more than 0; infinite where nothing is limited
  /// @param burstNs how far ahead of the rate one may be
  Pacer(double bytesPerSecond, long burstNs, long nowNs) {
    this.burstNs = burstNs;
    this.paidUntilNs = nowNs;
    this.nsPerByte = NS_PER_SECOND / bytesPerSecond;
  }

  /// The bytes that are ahead of the rate stay so many.
  void retune(double bytesPerSecond, long nowNs) {
    double before = nsPerByte;
    nsPerByte = NS_PER_SECOND / bytesPerSecond;
    long aheadNs = paidUntilNs - nowNs;
    if (aheadNs > 0 && before > 0) {
      paidUntilNs = nowNs + (long) (aheadNs * (nsPerByte / before));
    }
  }

  /// How long it takes until all that was paid for has gone, and so many bytes more.
  long aheadNs(int bytes, long nowNs) {
    return Math.max(0, paidUntilNs - nowNs) + (long) (bytes * nsPerByte);
  }

  boolean isOpen(long nowNs) {
    return paidUntilNs - nowNs <= burstNs;
  }

  /// From when on `aheadNs` worth may be sent at once.
  long openNs(long aheadNs) {
    return paidUntilNs - burstNs + aheadNs;
  }

  void pay(int bytes, long nowNs) {
    if (paidUntilNs - nowNs < 0) {
      paidUntilNs = nowNs;
    }
    paidUntilNs += (long) (bytes * nsPerByte);
  }
}
