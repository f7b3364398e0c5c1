package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondView;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.wireguard.ReceiveKey;
import java.util.function.Consumer;

/// What others ask of [Inbound]; each call arrives on its thread, in the order of the asker.
public interface InboundCommands extends Admissions {
  void onForwarding(Forwarding forwarding);

  /// Datagrams for the key's local index are opened with it and belong to the path.
  void onInstallKey(int path, ReceiveKey key);

  /// Forgets the key and wipes it.
  void onRemoveKey(ReceiveKey key);

  /// Nothing that comes by these links is read.
  ///
  /// @param links a bit for each link's number
  void onDrill(long links);

  /// How long a peer takes to answer, by its quickest path.
  void onRoundTrip(int peer, long roundTripNs);

  /// Describes what became of bonded packets to `sink`, which must not block.
  void onDescribeBonds(Consumer<BondView> sink);

  /// Describes what became of the packets of flows with a jitter buffer, likewise.
  void onDescribePlayout(Consumer<PlayoutView> sink);

  /// Describes some of the present flows to `sink`, which must not block.
  ///
  /// @param from [FlowPage#FIRST], or what the page before answered
  void onDescribeFlows(int from, long nowNs, Consumer<FlowPage> sink);
}
