/// Repairs packets that a path loses, by sending some more: a sliding-window random linear code
/// over GF(256), that of RFC 8681 with the coefficients of RFC 8682.
///
/// ```
///   packet ─┬──────────────────────────────▶ source symbol ──▶ [Decoder] ─┬─▶ packet
///           └▶ [Encoder] ──▶ repair symbol ──────────────────────▶        └─▶ recovered packet
///                  ▲ now?
///             [RepairTurns] ◀── how many ── [ParityRate] ◀── loss, bursts, delay, load
///             [RepairBudget]: no more than that, in bytes
/// ```
///
/// - A packet goes out as it is, with a number; it is never held for its window. A repair symbol is
///   the sum of the last packets, each times a factor of the field ([Gf256], [Symbol]). What
///   follows from its 16-bit key: the factors ([TinyMt32], [Coefficients]).
/// - A receiver that misses n packets needs any n repair symbols whose windows hold them
///   ([Decoder], [Equations]). With factors of 256 values two repair symbols say the same once in
///   255 times.
/// - Where the symbols travel is for others to say. Best is another path than that of the packets:
///   nothing here depends on the order in which they come.
///
/// How this differs from RFC 8681:
///
/// - a packet is one symbol, its padding is never sent, and there is no flow number in front of it
///   ([Symbol])
/// - the density threshold is always 15 ([Coefficients#DENSE]), so that it is not sent either
/// - the window is at most 64 packets; the decoder keeps as many again and gives up what is older,
///   instead of keeping linear systems that are larger than the window (the RFC's appendix D)
///
/// What can be repaired is what is worth it: a longer window would repair more, but later than a
/// real-time flow waits. What it costs is bounded by the same number.
///
/// Nothing here reads a clock, draws a random number or calls the system. Memory is allocated with
/// the objects, and as packets come that are longer than all before. Owned by the agents as each
/// class says; not thread-safe.
@NullMarked
package io.hawser.edge.fec;

import org.jspecify.annotations.NullMarked;
