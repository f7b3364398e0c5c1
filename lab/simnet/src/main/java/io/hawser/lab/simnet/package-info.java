/// A small internet under virtual time, for tests: hours in seconds, the same seed the same trace.
///
/// ```
///   Host a                          Network                         Host b
///  ┌───────┐  up Wire  ┌──────────────────────────────┐ down Wire ┌───────┐
///  │  Port ├──────────▶│ by destination address, else │──────────▶│ Port  │
///  │       │◀──────────┤ counted as unroutable        │◀──────────┤       │
///  └───────┘ down Wire │                              │  up Wire  └───────┘
///  ┌───────┐   Wire    │   ┌─────┐                    │
///  │  Port ├───────────┼──▶│ Nat │ an address here, a network of its own behind it
///  └───────┘           └───┴─────┴────────────────────┘
/// ```
///
/// - [Simulation]: the clock and the queue of events; runs them in order of time, then of
///   scheduling, and checks invariants after each.
/// - [Network]: one internet, or one MPLS cloud; several can exist side by side. A [Nat] joins a
///   private one to it, with a [NatBehaviour].
/// - [Host] with [Port]s, one per access line, and a [HostClock]; it can be paused, as by SIGSTOP.
/// - [Wire]: one direction of an access line, with a [LinkProfile] that may change at any time,
///   [BlackHole] included. Its rate may follow a [RateTrace], as of a radio cell.
/// - [Seeds]: runs a scenario over many seeds and names the one that failed; [BySeed] is what they
///   brought.
///
/// Everything of one simulation runs on the one thread that calls [Simulation#runUntil]; several
/// simulations share nothing. It depends on no part of the product.
@NullMarked
package io.hawser.lab.simnet;

import org.jspecify.annotations.NullMarked;
