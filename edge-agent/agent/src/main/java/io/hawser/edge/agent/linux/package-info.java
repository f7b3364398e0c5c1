/// The edge's hands on a Linux kernel: nothing here knows of tunnels, peers or policy.
///
/// ```
///   packet path (FFM, no allocation a packet)         rare calls (netlink, ip, nft)
///   -----------------------------------------         ------------------------------------------
///   TunDevice     hawser0, read and write             LinkWatcher   devices, addresses, gateways
///   LinkSocket    UDP of one link, family and port    LinkRouting   table 4200+n, marks, sources
///     ReceiveBatch  recvmmsg into a ring              TunnelRoutes  table 4100 into hawser0
///   Poller        sleeps until input or a deadline    Forwarding    sysctls of a router
///   BootClock     monotonic, counts suspend           Firewall      nft table inet hawser
///            \                |                               |
///             Libc: system calls, each answers its result or -errno
/// ```
///
/// ## How a packet of the tunnel is kept out of the tunnel
///
/// Three locks, each enough by itself: a link's socket is bound to its device (SO_BINDTODEVICE);
/// its packets carry the mark `0x48570000 + n`, whose rule stands above all others and ends in an
/// `unreachable` route; the table of the tunnel is never asked for such a packet.
///
/// ## Rules of the kernel's routing policy, in the order in which they are asked
///
/// | priority | selector             | table                        |
/// |----------|----------------------|------------------------------|
/// | 4200 + n | fwmark 0x48570000+n  | 4200 + n, closed             |
/// | 4300 + n | from a link's address| main, but no default route   |
/// | 4400 + n | from a link's address| 4200 + n                     |
/// | 4500     | all                  | 4100: routes into `hawser0`  |
///
/// The two rules on source addresses let a plain socket that is bound to a link's address (the
/// control channel, an answer to a ping from the internet) leave by that link.
///
/// ## Errors of a link's socket
///
/// The kernel hides from a socket what its device's queue drops, unless it asks for errors
/// (IP_RECVERR); then it tells it also of each ICMP message. [LinkSocket] says how these are kept
/// from costing datagrams. What a queue drops after it has taken it (fq_codel, cake) nobody tells.
///
/// Descriptors keep their number for life: a socket or TUN that has to be made anew replaces its
/// predecessor by `dup3`, so that threads that are about to use the number always find something
/// valid. Nothing here reads the environment or starts a thread; what blocks is [Poller#await] and
/// the child processes of [Command].
@NullMarked
package io.hawser.edge.agent.linux;

import org.jspecify.annotations.NullMarked;
