/// How every path fares, each direction for itself, and why it changed.
///
/// ```
///                 reports, frames              probes, feedback
///  inbound  ────────────────▶ PathMonitor ────────────────▶ outbound
///  outbound ── send reports ─▶  │  one PeerPaths a peer:      (PathOutput)
///  system  ── link up, down ─▶  │    is it the path or the peer?
///                               │  one MonitoredPath a path:
///                               │    sent, acknowledged, heard; RTT
///                               │  two DirectionStates a path:
///                               ▼    state machine, loss, delay, jitter
///              PathFact (rules), PathView (status), PathChange (events)
/// ```
///
/// All of it is owned by the control thread, apart from [ReceiveAccount] and [ReceiveOverflow],
/// which are inbound's.
///
/// ### What counts as evidence
///
/// - *Outbound* works only on the peer's word for something sent in that direction: a reply to a
///   probe, or feedback that covers what was sent, which may come by another path. Silence is the
///   age of the oldest thing sent and not yet covered ([BeatLog]), so a path on which nothing is
///   sent is never silent.
/// - *Inbound* works on any authentic packet. It is silent when the peer is known to have had
///   probes here and their answers are missing.
/// - Loss comes from the WireGuard counters, exactly ([ReceiveAccount]): the receiver settles each
///   counter after a reorder time, takes back what came later still, and says what its own socket
///   had no room for; the sender subtracts what its own socket refused, and tells the receiver
///   ([GapNotice]). What an outage swallowed counts as the outage, not as loss.
///
/// ### From silence to down
///
/// ```
///  sent, unanswered   overdue    in doubt     suspect                   looks dead
///  ├──────────────────┼──────────┼────────────┼─────────────────────────┼──▶
///  0                  RTO        RTO + 25 ms  max(110 ms, RTO + RTT +   max(400 ms, suspect + RTO), 7 answers overdue
///                     probe now, real-time      25 ms, 9/8 hiccup),     a witness: down; none: wait; all: peer lost
///                     then each  packets go   + 200 ms where lossy
///                     40 ms,     two ways     flows leave
///                     urgently
/// ```
///
/// *In doubt* is no state: it moves nothing, and lasts until a second after the last overdue
/// answer. A silence that passed the doubt and then ended with an answer is a *hiccup*; the longest
/// one of the last ten minutes lets its path be silent for longer before it is suspect, so that a
/// satellite or a radio cell is left once for its habits and not each time. In the first minute of
/// a path, or of its peer's return from an absence, none is remembered: a box that has just started
/// is busy with itself. A path that is known to lose packets ([LossDoubt]) may lose all for a
/// moment: its real-time packets go two ways already, and its silence is borne for longer.
///
/// Where the way back is down no answer can come, and the peer's report by another path is awaited
/// in its place: there every probe is urgent, so that one that arrives is told before it is
/// overdue.
///
/// When flows leave a path for its silence, what thin ones sent on it and nobody reported goes by
/// another path at once: of a request, or its answer, nothing follows that would tell the receiver
/// of its loss, and its sender would wait for 200 ms and a round trip.
///
/// RTO is RFC 6298's: smoothed round trip plus four times its variation. A path becomes suspect
/// only where another one was answered meanwhile, to something that was there later than what is
/// missing here, or where there is no other: a peer that pauses moves no flow. Nor does a moment
/// for which one of the two edges stood still: where that answer itself was later than any doubt
/// allows, the one that is missing has a quarter of that longer to come, 50 ms at most; where this
/// edge looks again more than 50 ms later than it meant to, it takes in what waited before it
/// judges, for 50 ms, once a second. A path that looks dead goes down only when another path shows
/// that the peer was alive meanwhile ([PeerPaths]). An edge that finds that it stood still itself
/// forgives all silence, before it takes in what waited. Where all paths to a peer are in doubt at
/// once it is the peer that stands still ([Standstill]): what was lost until it is heard again, and
/// for a second after, counts as no path's loss, and an answer to what was asked before measures
/// nothing; nor, after either standstill, one to what is asked within 200 ms of it, as that queues
/// behind what waited and goes out all at once. Where nothing at all is heard of it for 250 ms it
/// is *away*, and people are told: no sooner, as two links may have a hiccup at once, and before
/// anything looks dead, so that a pause of half a second is seen while there is traffic. On an idle
/// pair, probed each 500 ms, one may pass unseen. The paths of a peer that was away are trusted
/// again together, or flows would follow whichever answers first.
///
/// ### Loss without silence
///
/// A path that loses more than half a percent is *lossy* ([LossDoubt]), which is no state either:
/// real-time packets go two ways for as long as it lasts and 20 s more, none is sent again, and
/// none goes where the other way costs or has no room. Where it loses again and again its silence
/// is doubted 50 ms and suspected 200 ms later. Below the limits of [PathState#DEGRADED] only the
/// service levels of classes steer.
///
/// ### What arrives
///
/// Each report of the peer also tells how much arrived in which time, and how long the last of it
/// took ([Deliveries]): the rate of the link is reckoned from that, elsewhere.
///
/// ### Packets of full size
///
/// A link may swallow long packets only, as where its MTU is smaller than anybody knows. Then
/// probes are answered, and whoever sends more than a little is lost. [SizeWatch] asks with one of
/// full size now and then; a path that fails these is degraded until they pass. Their counters are
/// named, and excused from its loss ([Excuses]).
///
/// ### For people
///
/// Loss is also counted over all time, outages included ([PacketCount]), and each path reports the
/// last minute as its probes saw it ([PathReport], [ReportLog]): nothing of it steers.
///
/// ### Worse, or chance
///
/// Who leaves must be quick, and chance must move nobody. Both hold because two questions are kept
/// apart: *did something change*, which few losses tell on a path that had none, and *how much is
/// it*, which takes many ([LossHistory]). Loss rises at once and falls slowly, with bounds that say
/// what of it is certain. A delay counts where it lasts for longer than a spike, jitter that is far
/// above the path's usual one counts at once, and its first sign has the path probed faster
/// ([RecentTransits]). What a path lost is forgotten once so many packets came without loss that
/// this is no chance; an idle path is probed fast for that. People are shown the loss of the last
/// seconds and RFC 3550's jitter, which are the truth about a moment and not about a path.
///
/// States and their transitions are in [PathState], limits and their reasons in [PathTiming].
/// Service levels of traffic classes are not judged here: `DEGRADED` means unfit for any class.
///
/// ### Paths that cost
///
/// An idle metered path is not probed: it carries a handshake each 160 s and nothing else
/// ([KeyCheck]), whose messages are evidence as a probe and its reply are. Whatever makes it busy,
/// suspect or a wanted witness has it probed like others. Reports about another path go over it
/// only where their own way is in doubt.
@NullMarked
package io.hawser.edge.path;

import org.jspecify.annotations.NullMarked;
