/// Whole edges on a simulated internet: the scenarios by which path selection is judged, over many
/// seeds.
///
/// ```
///   Stream (a call, data, TcpSession) ──▶ VirtualEdge branch ══ paths ══ VirtualEdge hq ──▶ Stream
///                                              │                             │
///                                              └────── Books ────────────────┘
///                                        what must be true after every event
/// ```
///
/// A test class is a scenario. It runs its story once a seed ([io.hawser.lab.simnet.Seeds]), tells
/// each [Figures] line with median, 99th percentile and worst beside the goal, and fails where a
/// goal is missed, with the seed to run again. A [Company] is a branch and a headquarters, with
/// clocks that differ and drift. Edges seal with [NullCipher], so that [Books] and [Stream] can
/// tell by which link each packet left, and follow the rules of the product, `steering.drl`.
///
/// The ordinary test run takes a few seeds; `-Dsimnet.seeds=200` is the whole judgement, and
/// `-Dsimnet.seed=17` one alone. [ManyEdgesTest] is one simulation of many edges instead.
@NullMarked
package io.hawser.edge.simulation;

import org.jspecify.annotations.NullMarked;
