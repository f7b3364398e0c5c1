package io.hawser.edge.dataplane;

import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.wireguard.ReceiveKey;
import java.util.List;
import java.util.function.Consumer;

/// What others ask of [Inbound]; each call arrives on its thread, in the order of the asker.
public interface InboundCommands {
  void onForwarding(Forwarding forwarding);

  /// Datagrams for the key's local index are opened with it and belong to the path.
  void onInstallKey(int path, ReceiveKey key);

  /// Forgets the key and wipes it.
  void onRemoveKey(ReceiveKey key);

  /// The opposite direction, whose first packet bore `dscp`, was let out, so its answers may come
  /// in.
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

  /// Describes the present flows to `sink`, which must not block.
  void onDescribeFlows(long nowNs, Consumer<List<FlowView>> sink);

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
