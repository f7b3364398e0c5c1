/// A small internet under virtual time, for tests: hours in seconds, the same seed the same trace.
///
/// ```
///   Host a                          Network                         Host b
///  ┌───────┐  up Wire  ┌──────────────────────────────┐ down Wire ┌───────┐
///  │  Port ├──────────▶│ by destination address, else │──────────▶│ Port  │
///  │       │◀──────────┤ counted as unroutable        │◀──────────┤       │
///  └───────┘ down Wire └──────────────────────────────┘  up Wire  └───────┘
/// ```
///
/// - [Simulation]: the clock and the queue of events; runs them in order of time, then of
///   scheduling.
/// - [Network]: one internet, or one MPLS cloud; several can exist side by side.
/// - [Host] with [Port]s, one per access line; it can be paused, as by SIGSTOP.
/// - [Wire]: one direction of an access line, with a [LinkProfile] that may change at any time,
///   black hole included.
/// - [Seeds]: runs a scenario over many seeds and names the one that failed.
///
/// Everything runs on the one thread that calls [Simulation#runUntil]. It depends on no part of the
/// product.
@NullMarked
package io.hawser.lab.simnet;

import org.jspecify.annotations.NullMarked;
