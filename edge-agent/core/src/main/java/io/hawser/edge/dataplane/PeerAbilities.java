package io.hawser.edge.dataplane;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What peers read that not every edge does, as [io.hawser.edge.overlay.OverlayFrame#ABILITIES],
/// kept for the paths that come and go. Owned by the outbound agent.
final class PeerAbilities {
  private final Map<String, Integer> byPeer = new HashMap<>();

  /// @param peer its id
  void put(String peer, int bits) {
    byPeer.put(peer, bits);
  }

  /// Tells each path what its peer reads, and forgets the peers that are none any more.
  void tell(Forwarding forwarding, @Nullable OutboundPath[] paths) {
    byPeer.keySet().retainAll(forwarding.peerIds());
    for (OutboundPath path : paths) {
      if (path != null) {
        PeerSlot peer = forwarding.peer(path.slot.peer());
        path.abilities = peer == null ? 0 : byPeer.getOrDefault(peer.id(), 0);
      }
    }
  }
}
