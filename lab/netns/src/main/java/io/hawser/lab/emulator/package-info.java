/// The wires of the lab: rate, queue, delay, jitter, loss and reordering in user space.
///
/// Every emulated wire runs through one middle namespace, where this package's process copies
/// Ethernet frames from one veth device to the other:
///
/// ```
///   edge                    middle namespace                     transport router
///   wan0 ── veth ── w3a ═══ PacketSocket → Direction → PacketSocket ═══ w3b ── veth ── p3
/// ```
///
/// A frame's way through [Direction], each step at the frame's own time (the kernel's receive
/// timestamp), not at the time at which the loop got round to it:
///
/// 1. black hole and MTU: too long frames vanish;
/// 2. where there is one, a router that sends at a rate of its own: [FqCodel], which may drop
///    anything;
/// 3. queue: drop-tail by bytes, packets or time, before a bottleneck;
/// 4. bottleneck: [Shaper], a constant rate or a recorded trace; a packet is its IP length, without
///    the Ethernet header;
/// 5. loss: [LossModel], after the bottleneck, so that a lost packet has used its share of the
///    rate;
/// 6. way: delay plus [Jitter] and [Spread]; a frame never overtakes the one before it, unless
///    reordering picked it to be held back;
/// 7. out, at the release time. Release time against the clock is the *lateness* ([Lateness]); a
///    run in which it passes its bound, or in which the kernel dropped frames before they were
///    read, is invalid.
///
/// ARP and IPv6 neighbour discovery take the queue and the delay, but are neither lost nor
/// swallowed: they stand for the modem in front of the edge, which goes on answering when the
/// network behind it does not.
///
/// [Direction] and what it is made of are sans IO (time and random numbers are given);
/// [EmulatorLoop] owns the sockets, the clock and the one thread, under real-time priority where
/// that is allowed. [EmulatorProcess] is the process and its control socket; [UserSpaceEmulator]
/// starts it from the lab and speaks to it.
@NullMarked
package io.hawser.lab.emulator;

import org.jspecify.annotations.NullMarked;
