/// How fast a link is outwards, from what arrives at its far ends and how long that takes.
///
/// The shaper ([io.hawser.edge.qos]) keeps the queue here only where it sends a little slower than
/// the link does. Operators know that rate or believe so; of a radio cell nobody does. So each link
/// is asked all the time, at no cost: peers report what arrived and when
/// ([io.hawser.edge.path.Delivery]), and outbound what it sent ([LinkLoad]).
///
/// ```
///            own queue             far queue (modem, cell)
///   packets ─▶ │││ ─ pace ─▶ sent ─▶ ││││││││││ ─ the link's rate ─▶ arrived ─▶ peers
///                              └──────────┬─────┘                      │
///                                         └ delay above the least ◀────┘ reports, 25 ms
/// ```
///
/// ### What tells what
///
/// - *While packets stand in the far queue, what leaves it is the link's rate*, whatever was sent.
///   This is the only measure of the rate that lowers one; it is exact within a twentieth of a
///   second.
/// - *While none stand there, what leaves it is what was sent*, and tells at most that the link
///   carries so much. What an application does not want to send never lowers a rate.
/// - Packets stand there where the delay is above its least of the last 30 s by more than it varies
///   by itself, and they leave more slowly than they were sent, which is the queue growing. Of
///   several paths over the link, the least delay counts: what they do not have in common is not
///   the link's.
/// - A delay that rose and stays, of packets that leave as they were sent though they are sent
///   slower than the link is thought to carry, is another way and no queue: it is the least delay
///   from then on, and what was concluded from it is taken back.
/// - A link that drops what it does not carry, without a queue, loses more than it does at a lower
///   rate. Loss that does not go when it is sent slower is not the link's fault and does not count.
///
/// ### What follows
///
/// ```
///   FREE         sent as configured, or without limit
///    │ ▲
///    │ └── the configured rate is reached (from any of the others)
///    │ packets stand in the far queue
///    ▼
///   FOLLOWING    the far queue is held at 30 ms, so that what leaves it is the rate ◀──┐
///    │                                                                                 │
///    │ the rate is steady for a second                                                 │
///    ▼                                                packets stand in the far queue   │
///   RESTING      2 % less than the rate: no far queue ─────────────────────────────────┤
///    │ ▲                                                                               │
///    │ └── no more arrives: the next rest is twice as long, 2 s at most                │
///    │ rested                                                                          │
///    ▼                                          more arrives, and again; or much less  │
///   GROWING      5 % more, until so much is sent and is known to arrive or not ────────┘
/// ```
///
/// So a steady link has its queue here, but for a fifth of a second every two; a radio cell, whose
/// rate may double or halve in a second, has a short queue there all the time, which shows the rate
/// both ways at once. Which of the two a link is, it tells by itself.
///
/// Growth is user packets that may leave sooner: nothing is sent for the sake of a measurement, so
/// an idle link costs nothing, metered or not.
///
/// ### Sources
///
/// - rate of delivery, and samples that an application limits: BBR (Cardwell and others, 2016;
///   draft-cheng-iccrg-delivery-rate-estimation), whose filter is a maximum over round trips, where
///   this is a mean while a queue stands
/// - a queue of known length at the bottleneck as what is controlled: Vegas (Brakmo and Peterson,
///   1994) and LEDBAT (RFC 6817); for cells, Sprout (Winstein, Sivaraman and Balakrishnan, 2013)
/// - what is under way is reckoned with before it shows: Smith's predictor (1957)
/// - the least delay of a while as the delay without a queue, and its ageing: RFC 6817, section 4.2
/// - a shaper that is moved by delay and load: the scripts named autorate around CAKE, which
///   multiply and wait, as they know of no delivery
@NullMarked
package io.hawser.edge.rate;

import org.jspecify.annotations.NullMarked;
