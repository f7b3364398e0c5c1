/// What users feel when links get into trouble: the scenarios of issue "measure every path truly",
/// each against its goal and beside what is known of others.
///
/// ```
///   Trial ─────▶ Rig: a company that runs, its branches with traffic in both directions
///     │            └─ Branch: suffers(something) ──▶ Incident: what both receivers noticed
///     └─ Samples: every repetition's figures; median and worst are judged ──▶ Figures
/// ```
///
/// A trial is a row of the table: it says what is done to a branch, how often, and what must come
/// of it. In full form it has a company of its own, and branches suffer the same thing side by
/// side, a little apart; in short form [PathTroubles] does one after the other to one branch.
///
/// Traffic of a branch, each way between its host and one at headquarters: a call of 50 packets a
/// second and data of 1,000. Both prefer the MPLS, then the broadband; the LTE is a metered backup.
/// Nothing has to return to where it was between two repetitions: the next trouble is for the link
/// that carries traffic then.
///
/// Gaps are taken at the receiver, between two arrivals. When a flow left a link is taken from
/// captures on it: its last packet there.
@NullMarked
package io.hawser.lab.trouble;

import org.jspecify.annotations.NullMarked;
