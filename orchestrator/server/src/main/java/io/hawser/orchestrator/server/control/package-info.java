/// The control channel: one gRPC stream an edge, over mutual TLS.
///
/// ```
///   edge ── Hello, LinkFacts ──► EdgeStream ──► commands ──► Ledger ──► outbox
///        ── Applied ───────────► EdgeStream ──► EdgeRevisions             │
///        ── Measurements, Event► EdgeStream ──► Telemetry                 ▼
///        ◄── newest revision ─── EdgeStream ◄──────────────────────── Distributor (one thread)
/// ```
///
/// Who an edge is, its certificate alone says ([ClientIdentity]). An edge that is behind gets the
/// newest configuration at once; a slow one gets the last and none of those between. [Distributor]
/// compiles those edges that a commit concerns, and numbers, signs and keeps only what really
/// changed.
@NullMarked
package io.hawser.orchestrator.server.control;

import org.jspecify.annotations.NullMarked;
