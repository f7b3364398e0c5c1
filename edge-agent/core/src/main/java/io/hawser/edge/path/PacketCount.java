package io.hawser.edge.path;

/// Packets of one direction since its path is known, told by WireGuard's counters; what an outage
/// swallowed is in it. A packet is in neither number until its counter is settled, a reorder time
/// after it or a later one came.
///
/// @param expected sent, without what the sender's own socket refused and without probes of full
///   size that were not answered
/// @param missing those that the network lost, without what the receiver's own socket dropped
public record PacketCount(long expected, long missing) {}
