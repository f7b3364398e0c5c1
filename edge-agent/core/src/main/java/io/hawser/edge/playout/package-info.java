/// The jitter buffer: a flow leaves the far edge at the spacing at which it came to the near one.
///
/// ```
///    came at the near edge    |  |  |  |  |  |  |          t, 20 ms apart
///    arrives here             |   | |     || |  |          t + n: it took n
///    leaves here                     |  |  |  |  |  |  |   t + p: p is the same for all
///                             |<-p->|
/// ```
///
/// The packets of a class with `jitter-buffer` bear the time `t` at which they came
/// ([io.hawser.edge.overlay.TimeTrailer]). What they took, `n`, is known but for the difference of
/// the clocks, which is in all of them and cancels out. A packet is held until `t + p`; one with a
/// larger `n` is *late* and leaves at once, for the host behind it may still have a use for it.
/// Nothing is ever dropped here, and nothing leaves in another order than it came in or was sent
/// in.
///
/// ### How long
///
/// `p` is chosen so that of the packets of the last while that could be in time, 99 of 100 are
/// ([TransitWindow]): a percentile of the delays measured, as in Moon, Kurose and Towsley, *Packet
/// audio playout delay adjustment: performance bounds and algorithms* (Multimedia Systems 6, 1998).
/// It is no mean and deviation, as in Ramjee and others (INFOCOM 1994, algorithms 1 and 4): delays
/// of radio lines have no such shape, and four deviations wait half as long again as any packet of
/// an evenly spread one takes.
///
/// The policy gives no delay but a *cap*: no packet is held longer, whatever is measured. What the
/// cap could not help, a packet that took that much more than the quickest ones, is not waited for
/// and does not count.
///
/// `p` rises at once, as a packet was late already. It falls where the sender pauses, as between
/// two spurts of talk, where nobody hears it; and beside that by 1/64 of the time that passes,
/// because many codecs never pause: packets 20 ms apart then leave 19.7 ms apart.
///
/// A flow begins with what other flows of its peer wait at that moment, or half of the cap.
///
/// ### Bounds
///
/// [PlayoutBuffer] says how much is held. Where there is no room, what has to leave next leaves
/// before its time, of the flow that has too much; of one flow too many nothing is held.
///
/// Nothing here reads a clock. Everything is owned by the inbound agent and not thread-safe.
@NullMarked
package io.hawser.edge.playout;

import org.jspecify.annotations.NullMarked;
