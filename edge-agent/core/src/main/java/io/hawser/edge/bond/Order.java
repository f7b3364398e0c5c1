package io.hawser.edge.bond;

/// How long a flow's packets may be held to be delivered in order.
public enum Order {
  /// Never: what comes is delivered at once. For real-time flows, whose receiver has a buffer.
  NONE,
  /// As long as paths were seen to differ, see [SpreadMeter].
  MEASURED,
  /// Up to the cap whatever was measured, for flows to which order is worth any delay.
  STRICT
}
