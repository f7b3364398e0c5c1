package io.hawser.edge.agent.local;

/// The connection to the orchestrator: by which link where it stands, else why it does not.
public record ControlView(
    boolean connected,
    String orchestrator,
    String link,
    long sinceMs,
    String problem,
    int eventsWaiting,
    long eventsDropped) {}
