/// One flow over several paths: who carries what, and in order again at the far end.
///
/// ```
///  outbound                                                               inbound
///
///  flow ─▶ [BondScheduler] ─▶ queue of path a ─▶ seal ══ a ══▶ open ─▶ [Resequencers] ─▶ TUN
///          │ which [BondMember]   … of path b ─▶ seal ══ b ══▶ open ─▶  │ one [Resequencer] a flow
///          │ carries the next run              │                        │ [SpreadMeter]: how long to wait
///          ▼                                   ▼                        │ [Lanes]: what is lost
///       [BondFlow]: sequence           [SentPackets]  ◀── asks ─────────┘
///                                                     ◀── silence of a path
///  [Membership]: who is in, and why not
/// ```
///
/// `BondFrame` and `BondAskFrame` (package `overlay`) are what goes over the wire.
///
/// ### Out
///
/// The next *run* of a flow, up to 16 packets and up to what the link sends in a millisecond, goes
/// by the member by which it arrives first: queue, serialisation and the difference of the ways
/// added up, of which 5 ms count at most. Sequences are given when a member is chosen, before the
/// packet waits; counts and counters when it is sealed. What is dropped while it waits leaves a
/// *stone* in its place, or the far end would wait for it.
///
/// Until a slower path is used the queue of the quicker one is up to 5 ms long: that is no standing
/// queue, and CoDel must be told.
///
/// ### In
///
/// A flow waits for its own packets only, and knows three things of a missing one: nothing yet, so
/// it is waited for as long as paths were seen to differ; that it is lost, by the counts of the
/// paths, so it is asked for and waited for as long as the answer takes; a stone. Nothing is held
/// for longer than 100 ms, or 200 ms where something was asked for. What is late is delivered late.
///
/// ### Who is in
///
/// A member that is silent, loses more than 2 % more than the best, is more than 100 ms behind the
/// others, or costs while others do not, is out, at once; it comes back after five seconds without
/// fault ([Membership]). What a silent one has not delivered is sent again by another
/// ([SentPackets#forUnreported]).
///
/// Nothing here reads a clock or calls the system. [Resequencers] and what it uses is owned by the
/// inbound agent, all else by the outbound one; none is thread-safe.
@NullMarked
package io.hawser.edge.bond;

import org.jspecify.annotations.NullMarked;
