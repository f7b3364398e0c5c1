package io.hawser.edge.dataplane;

import io.hawser.edge.path.PathTiming;
import io.hawser.edge.path.ReceiveAccount;
import io.hawser.edge.path.ReceiveOverflow;
import io.hawser.edge.wireguard.ReceiveKey;

/// A key of [Inbound], whose it is, and what came on it. Owned by the inbound agent; not
/// thread-safe.
final class InboundSession {
  final ReceiveKey key;
  final ReceiveAccount account;
  PathSlot slot;
  PeerSlot peer;

  /// Whether it stands in the [ReportRound].
  boolean reports;

  /// Whether control had no room to hear of the first packet, and is to be told again.
  boolean unconfirmed;

  /// @param overflow of the socket that its packets come by
  InboundSession(PathSlot slot, PeerSlot peer, ReceiveKey key, ReceiveOverflow overflow) {
    this.slot = slot;
    this.peer = peer;
    this.key = key;
    this.account =
        new ReceiveAccount(
            key.localIndex(),
            PathTiming.DEFAULT.feedbackNs(),
            PathTiming.DEFAULT.reorderNs(),
            overflow);
  }

  /// Takes over the new description of the path; answers false where it is gone.
  boolean continueIn(Forwarding next) {
    PathSlot now = next.path(slot.slot());
    PeerSlot owner = now == null ? null : next.peer(now.peer());
    if (now == null || owner == null || !slot.goesOnIn(next)) {
      return false;
    }
    slot = now;
    peer = owner;
    return true;
  }
}
