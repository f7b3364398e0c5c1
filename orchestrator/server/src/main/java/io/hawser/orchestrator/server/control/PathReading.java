package io.hawser.orchestrator.server.control;

/// What an edge measured of one path, as it said it. -1: not measured.
///
/// @param stateOut unknown, up, suspect, degraded or down, towards the peer
/// @param cause of the last change
/// @param sinceEpochMs when `stateOut` began, by the edge's clock
/// @param epochMs when it was measured, by the edge's clock
public record PathReading(
    String edgeId,
    String link,
    String peerId,
    String peerLink,
    String stateOut,
    String stateIn,
    String cause,
    long rttUs,
    long jitterUs,
    long lossOutPpm,
    long lossInPpm,
    long txBytes,
    long rxBytes,
    long sinceEpochMs,
    long epochMs) {}
