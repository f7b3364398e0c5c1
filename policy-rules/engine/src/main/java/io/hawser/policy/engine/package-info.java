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
/// A decision depends on its arguments alone. That a path in use should not be left for one a
/// little better is the caller's to say, in time (hold-down) and here, later, as one more respect
/// at its place in [Criterion].
@NullMarked
package io.hawser.policy.engine;

import org.jspecify.annotations.NullMarked;
