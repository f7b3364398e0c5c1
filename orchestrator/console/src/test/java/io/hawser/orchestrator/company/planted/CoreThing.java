package io.hawser.orchestrator.company.planted;

/// Stands for something of the core, for a planted violation.
public record CoreThing() {}
