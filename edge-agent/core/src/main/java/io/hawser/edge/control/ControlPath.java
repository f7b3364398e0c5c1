package io.hawser.edge.control;

import io.hawser.edge.control.EdgePlan.ClientPlan;
import io.hawser.edge.dataplane.PathSlot;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.wireguard.LocalIdentity;
import io.hawser.edge.wireguard.Peering;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What control keeps of a path: its place in the packet path, its peering, and where the plan says
/// the peer is. Owned by the control thread.
final class ControlPath {
  final PathName name;
  final LocalIdentity identity;
  final Peering peering;
  final DataTimes data = new DataTimes();
  PathSlot slot;
  List<InetSocketAddress> endpoints;

  /// How the monitor knows it; null for a stock client, which is not monitored.
  @Nullable PathLabel label;

  /// When the peer's address was last chosen.
  long placedNs;

  /// What the plan says of a stock client; null for a path between edges.
  @Nullable ClientPlan client;

  ControlPath(
      PathName name,
      LocalIdentity identity,
      Peering peering,
      PathSlot slot,
      List<InetSocketAddress> endpoints) {
    this.name = name;
    this.identity = identity;
    this.peering = peering;
    this.slot = slot;
    this.endpoints = endpoints;
  }
}
