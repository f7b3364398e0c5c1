package io.hawser.lab.emulator;

/// A bottleneck of constant rate.
final class RateShaper implements Shaper {
  private final long rateBps;

  /// @param rateBps bits per second; 0 for unlimited
  RateShaper(long rateBps) {
    this.rateBps = rateBps;
  }

  @Override
  public long finishNs(long startNs, int length) {
    return rateBps == 0 ? startNs : startNs + (length * 8L * 1_000_000_000L) / rateBps;
  }

  @Override
  public long meanRateBps() {
    return rateBps == 0 ? Long.MAX_VALUE : rateBps;
  }
}
