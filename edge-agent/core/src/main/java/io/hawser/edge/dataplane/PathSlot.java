package io.hawser.edge.dataplane;

/// One session's place: a pair of link keys, or a stock client of the service key.
///
/// @param slot its index, kept while it exists
/// @param generation tells two paths apart that had one slot after the other
/// @param id `broadband>hq/mpls`, or `service>NAME`
/// @param peer slot of the peer
/// @param innerMtu the largest IP packet that it carries, bytes
/// @param stock whether it is a stock client's: packets wait here for a session to be made, which
///   between edges is not chosen without one, and no checksum is left to the far side
/// @param sent what it carried outwards; written by outbound
/// @param received what it carried inwards; written by inbound
public record PathSlot(
    int slot,
    long generation,
    String id,
    int peer,
    int innerMtu,
    boolean stock,
    PathCounters sent,
    PathCounters received) {}
