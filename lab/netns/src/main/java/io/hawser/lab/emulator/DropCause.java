package io.hawser.lab.emulator;

/// Why a frame that entered a wire did not leave it.
public enum DropCause {
  /// Swallowed by `blackhole=`.
  BLACKHOLE,
  /// Longer than the wire's MTU.
  MTU,
  /// Dropped by the router before the wire: its queue stood, or was full.
  FQ_CODEL,
  /// The queue before the bottleneck was full.
  QUEUE,
  /// Lost by the loss model.
  LOSS,
  /// The device refused it: no carrier.
  DEVICE
}
