/// The control channel: one gRPC stream to the orchestrator over mutual TLS, over whichever WAN
/// link works.
///
/// ```
///            timer                     transport ready
/// WAITING ----------> CONNECTING -----------------------> CONNECTED
///    ^                    |                                   |
///    +--------------------+-----------------------------------+
///       refused, 8 s without answer         stream ended, uplink gone, keepalive unanswered
/// ```
///
/// Attempts take the uplinks in turn; only after a round that reached nobody is there a wait,
/// growing and jittered. [Outbox] decides what is said and in which order: hello, link facts,
/// confirmations, answers, events, measurements. [RevisionIntake] is what happens to a pushed
/// revision: checked, applied, kept, confirmed or refused by name. [Answerer] is asked what the
/// orchestrator wants to know of this edge; that changes nothing. [ControlClient] owns the thread
/// and ties them.
///
/// Nothing here can stop forwarding: the channel may be away for ever, certificates may expire, and
/// the revision in force stays in force.
@NullMarked
package io.hawser.edge.agent.control;

import org.jspecify.annotations.NullMarked;
