/// Decides by rules how classes of traffic use the paths towards each peer.
///
/// ```
///   Policy, PathFact… ─▶ Demand (class × peer), Candidate (… × path)
///                              │ steering.drl: excludes, or makes wait in one respect
///                              ▼
///                        Ranking: compares respect by respect ─▶ SteeringVerdict (tiers, rule, reason)
/// ```
///
/// The rules are read in `steering.drl`; the order in which their respects matter is [Criterion].
/// The build compiles them into classes (`src/build/java/CompileRules.java`), so that starting
/// takes well under a second and rule code is part of a release, never data.
///
/// [SteeringMemory] asks them about those peers only of which something changed.
///
/// A decision depends on its arguments alone. What of the past counts is one of them: how each
/// class stands towards each path ([io.hawser.policy.Standing]). Who carries is judged by what is
/// certain against it, any other by what is possible and a margin: so chance moves no flow, and two
/// paths that are as bad do not trade one.
@NullMarked
package io.hawser.policy.engine;

import org.jspecify.annotations.NullMarked;
