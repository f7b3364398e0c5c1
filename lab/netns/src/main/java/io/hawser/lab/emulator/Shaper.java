package io.hawser.lab.emulator;

/// The bottleneck: says when a packet that may start now has left.
sealed interface Shaper permits RateShaper, TraceShaper {
  /// When a packet of `length` bytes has left, if the bottleneck is free from `startNs` on. Calls
  /// come in the order of the packets.
  long finishNs(long startNs, int length);

  /// The mean rate in bits per second; [Long#MAX_VALUE] if unlimited.
  long meanRateBps();
}
