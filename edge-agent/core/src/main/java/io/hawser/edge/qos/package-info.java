/// Who goes first on a link that is full, and how long the others wait.
///
/// A link whose rate is known, because it is configured or was found ([io.hawser.edge.rate]), is
/// sent to a little slower than that, so that its queue is here and not in a modem. What waits is
/// kept in clear, before a path's counters know of it: whoever is dropped here is no loss of a
/// path, and whoever's flow moves meanwhile leaves by the new path. What goes to a peer's link that
/// takes less waits for that one first, in a queue of the same kind.
///
/// ```
///   packet ─▶ link free ──────────────────────────────────────────────────────▶ seal, emit
///     │                                                                             ▲
///     └▶ [LinkQueue]: shaper ◀─ [ClassQueue] real-time   ◀─ [FairQueue]: flow ◀─┐   │
///                             ◀─ interactive                            flow ◀─┼─ CoDel
///                             ◀─ business, bulk, scavenger              flow ◀─┘
/// ```
///
/// - between classes: guarantees first (real-time before all others), then by weight, start-time
///   fair queueing (Goyal, Vin and Cheng, 1996), in which a class of great weight does not hold up
///   the others for the length of its turn
/// - between the flows of a class: FQ-CoDel (RFC 8290), flows told apart exactly up to eight that
///   share a hash
/// - in a flow: CoDel (RFC 8289), which marks where it may (RFC 3168) and drops otherwise
///
/// When flows move to another link or class, what waits of them moves along ([LinkQueue#sort]), in
/// its order and before what comes next.
///
/// A mark that is set here is sealed with the packet, and between edges copied to the outer header,
/// where routers on the way may set it too (RFC 6040).
///
/// Nothing here reads a clock or calls the system. Owned by the outbound agent; not thread-safe.
@NullMarked
package io.hawser.edge.qos;

import org.jspecify.annotations.NullMarked;
