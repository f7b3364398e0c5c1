package io.hawser.orchestrator.server.control;

/// What an edge told of one queue of one of its links. Counts are of its own, since the link has a
/// queue there.
///
/// @param rateBps of the link outwards, that it is sent at
/// @param rateFrom configured or found; empty where an edge does not tell
/// @param configuredBps 0 where nobody said
/// @param foundBps what the link carries; 0 where that is not known, or not less than configured
/// @param queue real-time, interactive, business, bulk or scavenger
/// @param sentPackets that went to the link, whether or not they had to wait
/// @param sentBytes their inner bytes
/// @param sentBps inner bits a second between the edge's last two reports; -1 where nobody can tell
/// @param waitingPackets at the moment of the report
/// @param stood dropped because their flow's queue stood
/// @param full dropped because there was no room
/// @param marked told of congestion instead of being dropped
/// @param delayP50Us of those that had to wait lately; 0 where none had
/// @param epochMs when it was told, by the edge's clock
public record QueueReading(
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
    long epochMs) {}
