package io.hawser.edge.dataplane;

/// One session's place: a pair of link keys, or a stock client of the service key.
///
/// @param slot its index, kept while it exists
/// @param generation tells two paths apart that had one slot after the other
/// @param id `broadband>hq/mpls`, or `service>NAME`
/// @param peer slot of the peer
/// @param innerMtu the largest IP packet that it carries, bytes
/// @param stages whether packets wait here for a session to be made; between edges a path without
///   one is not chosen
/// @param sent what it carried outwards; written by outbound
/// @param received what it carried inwards; written by inbound
public record PathSlot(
    int slot,
    long generation,
    String id,
    int peer,
    int innerMtu,
    boolean stages,
    PathCounters sent,
    PathCounters received) {}
