/// The packet path, sans IO: [io.hawser.edge.dataplane.Outbound] from the TUN to the wire,
/// [io.hawser.edge.dataplane.Inbound] from the wire to the TUN. Open these two first.
///
/// ```
///            LAN                                             WAN links
///             |                                                 |
///   TUN -> Outbound: parse, identify, classify, place,          |
///          fit, cut, queue, mark, seal --------- WireEgress -> socket
///             ^  mailbox                                        |
///             |                                                 |
///   TUN <- Inbound: deliver <- time <- order <- tell <- admit <- identify <- unwrap <- open <- find
/// ```
///
/// Each has one owner thread and no lock. What one wants of another arrives as a call of its
/// command interface ([io.hawser.edge.dataplane.OutboundCommands],
/// [io.hawser.edge.dataplane.InboundCommands], [io.hawser.edge.dataplane.ControlEvents]); the shell
/// puts a bounded mailbox behind each, a simulation calls straight through. Only outbound seals, so
/// whatever is to be sent goes through it.
///
/// A packet never throws. Every packet is delivered, or counted under exactly one
/// [io.hawser.edge.dataplane.DropReason].
@NullMarked
package io.hawser.edge.dataplane;

import org.jspecify.annotations.NullMarked;
