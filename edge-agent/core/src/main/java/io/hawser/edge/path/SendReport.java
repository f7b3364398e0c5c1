package io.hawser.edge.path;

/// What outbound has sent on a path, published to control every few milliseconds while it sends.
///
/// @param takenNs when these numbers were true
/// @param remoteIndex the receiver index under which it sends now, chosen by the peer
/// @param highestCounter last WireGuard counter used under that index
/// @param dataPackets user packets, over all sessions since the edge began; these the peer
///   acknowledges by feedback
/// @param refused packets that were sealed and that the socket then refused, over all sessions:
///   they leave a gap in the counters which is not the path's
/// @param fullSized counter of the probe of full size that was sent since the report before, or
///   [#NONE]; there is never more than one
/// @param firstSentNs when the first counter after the report before left, whatever it carried
/// @param lastSentNs when the highest counter left
public record SendReport(
    long takenNs,
    int remoteIndex,
    long highestCounter,
    long dataPackets,
    long refused,
    long fullSized,
    long firstSentNs,
    long lastSentNs) {

  public static final long NONE = -1;
}
