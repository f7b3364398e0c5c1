package io.hawser.orchestrator.server;

import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.server.control.Presence;
import io.hawser.orchestrator.server.control.Telemetry;
import io.hawser.orchestrator.server.enrol.ClaimDesk;
import io.hawser.orchestrator.server.store.Database;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/// What the parts that serve people may use.
///
/// @param publicUri where people and edges reach us
/// @param warnings of the settings, for whoever runs it
/// @param caFingerprint what a claim pins, in hexadecimal
public record OrchestratorServices(
    Ledger ledger,
    Database database,
    ClaimDesk claims,
    Telemetry telemetry,
    Presence presence,
    EdgeRevisions revisions,
    LocalToken localToken,
    URI publicUri,
    List<String> warnings,
    String caFingerprint,
    InstantSource clock,
    SecureRandom random) {}
