/// The orchestrator's process: one port, one data directory.
///
/// ```
///   edges ──gRPC, mutual TLS──► control ──┐
///   boxes ──HTTPS, claims────► enrol  ────┤                       ┌─► outbox ─► Distributor ─► edges
///   people ─HTTPS, login─────► web ───────┼─► Ledger ─► SQL ──────┤
///   CLI ────HTTPS, local token─┘          │                       └─► Company (snapshot)
///                                         └─◄ Telemetry, Presence (memory, bounded)
/// ```
///
/// [Orchestrator] puts the parts together and owns clock, random source and threads; [Main] is the
/// command line. What must survive is in [io.hawser.orchestrator.server.store]; all else is rebuilt
/// at a start.
@NullMarked
package io.hawser.orchestrator.server;

import org.jspecify.annotations.NullMarked;
