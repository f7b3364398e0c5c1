package io.hawser.edge.agent.local;

/// One conversation: the 5-tuple as a [FlowName], what it is taken for and where it goes.
///
/// @param path id of the path that carries it, those of all that do joined by `+` where it is
///   bonded, or the reason for which it is dropped
/// @param rxHeldUs how long the quickest packets of what arrives in answer are held here by the
///   jitter buffer, microseconds; -1 where there is none
public record FlowView(
    String flow,
    String application,
    String trafficClass,
    String peer,
    String path,
    String rule,
    long ageMs,
    long idleMs,
    long txPackets,
    long txBytes,
    long rxPackets,
    long rxBytes,
    long rxHeldUs) {}
