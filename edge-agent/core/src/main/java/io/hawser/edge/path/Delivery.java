package io.hawser.edge.path;

/// What of a path arrived between two reports of the peer, and how long the last of it took.
///
/// @param packets accepted transport messages
/// @param bytes their plaintext with padding
/// @param lastedNs by the peer's clock, from the arrival of the highest counter of the report
///   before to that of this one's
/// @param transitNs from the sending of the highest counter to its arrival, by the two ends'
///   clocks: good for comparisons only
/// @param sentNs when the highest counter was sent, within some milliseconds
public record Delivery(long packets, long bytes, long lastedNs, long transitNs, long sentNs) {}
