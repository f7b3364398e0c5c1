/// The company as the orchestrator knows it: one immutable snapshot, and the records that change
/// it.
///
/// ```
///   Company ── topology, overlay plan, policy
///      ├── sites ── LAN, WAN links
///      ├── edges ── identity, state, facts (addresses and public keys that the box itself reported)
///      ├── claims ── hashed single-use tokens
///      └── stock clients
/// ```
///
/// What a person wants (sites, topology, policy, clients) and what a box reports (facts) are kept
/// apart: a report can never change a wish, and a new wish never erases a fact.
///
/// [Company#with] is the only way from one snapshot to the next, one [Change] at a time. Everything
/// here is a value: no clock, no database, no network. Maps are sorted, so that the same company
/// always compiles to the same configurations.
@NullMarked
package io.hawser.orchestrator.company;

import org.jspecify.annotations.NullMarked;
