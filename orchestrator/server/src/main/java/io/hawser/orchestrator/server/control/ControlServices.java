package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.time.InstantSource;

/// What edges' streams work on.
public record ControlServices(
    Ledger ledger,
    EdgeRevisions revisions,
    Presence presence,
    Telemetry telemetry,
    InstantSource clock) {}
