/// The threads of an edge: the core's three agents on a Linux machine.
///
/// ```
///                 apply(configuration)
///                         |
///    netlink -> Host -----+------> control        edge-host, edge-control
///               |  sockets, link states |
///               |                keys, tables, probes
///               v                 v           v
///    TUN -> OutboundAgent -> LinkSocket ... LinkSocket -> InboundAgent -> TUN
///           edge-outbound                                 edge-inbound
/// ```
///
/// Each thread turns one duty cycle ([AgentThread]): sleep in `ppoll` until there is input, mail or
/// a deadline; read the clock once; run the mail; do a bounded amount of work; tick; flush. A
/// user's packet meets one thread, the one of its direction, and no queue. What threads say to each
/// other goes through a [BoundedMailbox] each; only control and host ever wait for room in one, and
/// nothing waits for them. On request one thread turns the cycles of both directions ([BothWays]).
///
/// [Host] alone touches what the kernel keeps (devices, routes, rules, filter): that runs child
/// processes, for which neither packets nor handshakes wait.
///
/// [EdgeRuntime] is the facade.
@NullMarked
package io.hawser.edge.agent.runtime;

import org.jspecify.annotations.NullMarked;
