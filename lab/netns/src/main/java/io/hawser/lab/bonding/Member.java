package io.hawser.lab.bonding;

import java.util.Locale;

/// A link of the branch, the same in both directions.
///
/// @param mbps bits of IP packets a second, in millions
/// @param roundTripMs that it adds
/// @param lossPercent of independent losses
record Member(int mbps, int roundTripMs, double lossPercent) {
  /// Full packets that the queue before the bottleneck holds at least: that of a modem is never
  /// shorter.
  private static final int LEAST_QUEUE = 10;

  private static final int FULL_PACKET = 1_500;

  Member(int mbps, int roundTripMs) {
    this(mbps, roundTripMs, 0);
  }

  /// Bytes that may wait before the bottleneck: what is on its way in a round trip at the full rate
  /// (one BDP).
  long queueLength() {
    return Math.max(LEAST_QUEUE * FULL_PACKET, mbps * 1_000L / 8 * roundTripMs);
  }

  /// As the emulator is told.
  String[] words() {
    return new String[] {
      "rate=" + mbps + "mbit",
      "delay=" + roundTripMs * 500 + "us",
      String.format(Locale.ROOT, "loss=%.2f%%", lossPercent),
      "burst=1",
      "queue=" + queueLength() + "b",
      "blackhole=none"
    };
  }

  /// As `20/35`, with `, 1 %` where it loses.
  String text() {
    String lossless = mbps + "/" + roundTripMs;
    return lossPercent == 0
        ? lossless
        : String.format(Locale.ROOT, "%s, %.0f %%", lossless, lossPercent);
  }
}
