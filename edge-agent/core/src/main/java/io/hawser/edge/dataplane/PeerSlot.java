package io.hawser.edge.dataplane;

import io.hawser.edge.steer.PrefixMap;

/// One who holds sessions with this edge: another edge, or a stock WireGuard client of the service
/// key.
///
/// @param slot its index, kept while it exists
/// @param id the edge id, or the client's name
/// @param edge whether it speaks overlay frames
/// @param allowed inner source addresses that it may send
public record PeerSlot(
    int slot, String id, String name, String site, boolean edge, PrefixMap<Boolean> allowed) {}
