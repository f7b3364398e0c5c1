package io.hawser.edge.agent.local;

/// One conversation: the 5-tuple as a [FlowName], what it is taken for and where it goes.
///
/// @param path id of the path that carries it, those of all that do joined by `+` where it is
///   bonded, or the reason for which it is dropped
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
    long rxBytes) {}
