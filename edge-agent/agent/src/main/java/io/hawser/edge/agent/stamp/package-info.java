/// Plain STAMP (RFC 8762, RFC 8972) towards peers that are no edges: a carrier's test system, a
/// router, another vendor's probe.
///
/// ```
///   StampService   reflector, a part of the agent          StampProbe   sender, a part of `hawser stamp`
///     one thread: Netty's epoll loop                         the command's own thread, linux.Poller
///     ReflectorSocket each link and address                  one socket
///            \                                               /
///             linux.TimedSocket: kernel's receive time, TTL
///             io.hawser.probe.session: what to answer, what to make of answers
/// ```
///
/// Netty's own datagram channel tells neither the TTL of a datagram, which the reflector must copy,
/// nor when the kernel received it; so its loop watches sockets of ours.
///
/// The reflector is off unless `edge.yaml` names links and peers for it. It answers from the
/// address that was asked, by the link on which the request came. The probes between edges are not
/// here: they travel inside the paths, see `io.hawser.edge.overlay`.
@NullMarked
package io.hawser.edge.agent.stamp;

import org.jspecify.annotations.NullMarked;
