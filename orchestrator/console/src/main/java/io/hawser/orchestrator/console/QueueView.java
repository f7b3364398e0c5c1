package io.hawser.orchestrator.console;

/// What a class of traffic gets of a link whose rate is known, and what becomes of it there, as the
/// edge told it. Packets and bytes are those inside the tunnel, counted since the link has a queue.
///
/// @param rateBps of the link outwards, that it is sent at, bits a second
/// @param rateFrom configured or found; empty where an edge does not tell
/// @param configuredBps 0 where nobody said
/// @param foundBps what the link carries; 0 where that is not known, or not less than configured
/// @param queue real-time, interactive, business, bulk or scavenger
/// @param weight in what the guarantees leave
/// @param guaranteePercent of the link; of real-time, what goes before everything else
/// @param sentPackets that went to the link, whether or not they had to wait
/// @param sentBps between the edge's last two reports, -1: nobody can tell
/// @param waitingPackets when it was told
/// @param stood dropped because their flow's queue stood
/// @param full dropped because there was no room
/// @param marked told of congestion instead of being dropped
/// @param delayP50Us of those that had to wait lately, microseconds; 0 where none had
/// @param measuredEpochMs when the edge told it
public record QueueView(
    String edge,
    String link,
    long rateBps,
    String rateFrom,
    long configuredBps,
    long foundBps,
    String queue,
    int weight,
    int guaranteePercent,
    int ceilingPercent,
    long sentPackets,
    long sentBytes,
    long sentBps,
    long waitingPackets,
    long waitingBytes,
    long stood,
    long full,
    long marked,
    long delayP50Us,
    long delayP99Us,
    long measuredEpochMs) {}
