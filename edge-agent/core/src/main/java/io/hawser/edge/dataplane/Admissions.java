package io.hawser.edge.dataplane;

import io.hawser.edge.packet.FlowKey;

/// What the agent of one direction tells that of the other under access grants: its side of a
/// conversation is granted, so the answers may pass. See [Conversations].
public interface Admissions {
  /// The direction of these ends may pass, as the answer to one whose first packet bore `dscp`.
  ///
  /// @return whether there was room for it; if not, say it again
  boolean onAdmitted(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      long ports,
      int dscp,
      long nowNs);

  /// Copies `key` for [#onAdmitted] of the opposite direction.
  default boolean admitReverseOf(FlowKey key, int dscp, long nowNs) {
    return onAdmitted(
        key.destinationHigh,
        key.destinationLow,
        key.sourceHigh,
        key.sourceLow,
        key.reversePorts(),
        dscp,
        nowNs);
  }
}
