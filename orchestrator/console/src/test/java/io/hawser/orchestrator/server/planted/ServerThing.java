package io.hawser.orchestrator.server.planted;

/// Stands for something of the server, for a planted violation.
public record ServerThing() {}
