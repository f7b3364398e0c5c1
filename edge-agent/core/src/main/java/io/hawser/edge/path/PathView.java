package io.hawser.edge.path;

import org.jspecify.annotations.Nullable;

/// Everything known of one path at one moment. Delays in nanoseconds, loss in millionths; negative
/// is unmeasured.
///
/// @param peerAway the peer is silent on all paths, so the states below say nothing new
/// @param smallestRttNs least round trip of the last 30 s
/// @param oneWayNs outbound, see `io.hawser.probe.OneWayDelay`
/// @param behindNs outbound: how much longer than on the peer's quickest path
/// @param jitterNs outbound, RFC 3550
/// @param lastHeardNs since the last authentic packet
/// @param outboundChange last change of the outbound direction, null where it never changed
/// @param report of the last full minute, null before there was one
public record PathView(
    PathLabel label,
    boolean peerAway,
    PathState outbound,
    PathState inbound,
    long smoothedRttNs,
    long smallestRttNs,
    long oneWayNs,
    long behindNs,
    long jitterNs,
    long outboundLossPpm,
    long inboundLossPpm,
    PacketCount outboundCount,
    PacketCount inboundCount,
    long lastHeardNs,
    @Nullable PathChange outboundChange,
    @Nullable PathChange inboundChange,
    @Nullable PathReport report) {}
