package io.hawser.edge.agent.local;

/// What one class of traffic gets of one link whose rate is known, and what becomes of it there.
///
/// @param link its name, or of what goes to a peer's link that one's, as `>branch-1/broadband`
/// @param rateBps the rate that the link is sent at now, bits a second; a little less of it is used
/// @param rateFrom `configured` or `found`
/// @param configuredBps the link's rate outwards as configured (`up-mbps`), 0 where nobody said
/// @param foundBps the link's rate outwards as it was found, 0 where it was not, or where what is
///   configured is not too much
/// @param queue `real-time`, `interactive`, `business`, `bulk` or `scavenger`
/// @param weight of the class in what the guarantees leave
/// @param guaranteePercent of the link's rate; of real-time, what goes before everything else
/// @param ceilingPercent of the link's rate
/// @param sentPackets that went to the link, whether or not they had to wait
/// @param sentBytes the same, inner bytes
/// @param waitingPackets now
/// @param waitingBytes now
/// @param stood dropped because their flow's queue stood, as in [DropView] `queue-stood`
/// @param full dropped because there was no room, as in `queue-full`
/// @param marked told of congestion instead of being dropped
/// @param delayP50Us how long those that had to wait did so lately, microseconds
/// @param delayP99Us the same of 99 % of them
public record QueueView(
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
    int waitingPackets,
    int waitingBytes,
    long stood,
    long full,
    long marked,
    long delayP50Us,
    long delayP99Us) {}
