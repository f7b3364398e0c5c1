package io.hawser.edge.qos;

import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShare;

/// One class of a link, as it is.
///
/// @param sent packets that went to the link, those that had not to wait included
/// @param sentBytes their inner bytes
/// @param waiting packets that wait
/// @param waitingBytes their inner bytes
/// @param stood packets dropped because their flow's queue stood (CoDel)
/// @param full packets dropped because there was no room
/// @param marked packets told of congestion instead (ECN)
/// @param waitedMedianUs how long those that waited did so lately, microseconds
/// @param waitedP99Us the same, of 99 % of them
public record QueueView(
    QueueClass queue,
    QueueShare share,
    long sent,
    long sentBytes,
    int waiting,
    int waitingBytes,
    long stood,
    long full,
    long marked,
    long waitedMedianUs,
    long waitedP99Us) {}
