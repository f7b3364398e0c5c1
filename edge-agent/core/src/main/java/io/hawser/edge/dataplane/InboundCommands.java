package io.hawser.edge.dataplane;

import io.hawser.edge.wireguard.ReceiveKey;
import java.util.List;
import java.util.function.Consumer;

/// What others ask of [Inbound]; each call arrives on its thread, in the order of the asker.
public interface InboundCommands extends Admissions {
  void onForwarding(Forwarding forwarding);

  /// Datagrams for the key's local index are opened with it and belong to the path.
  void onInstallKey(int path, ReceiveKey key);

  /// Forgets the key and wipes it.
  void onRemoveKey(ReceiveKey key);

  /// Describes the present flows to `sink`, which must not block.
  void onDescribeFlows(long nowNs, Consumer<List<FlowView>> sink);
}
