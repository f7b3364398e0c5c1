package io.hawser.edge.agent.local;

/// One conversation: the 5-tuple as a [FlowName], what it is taken for and where it goes.
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
