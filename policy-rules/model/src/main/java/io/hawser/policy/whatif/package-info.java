/// "What if": the facts of paths as they would be, for the same rules to decide on.
///
/// ```
///  words ──Assumptions.parse──▶ Assumptions ──applyTo──▶ PathFact… ──▶ the rules ──▶ SteeringVerdict…
///                                               ▲                                     │
///           present PathFact… ──────────────────┘        present SteeringVerdict… ──▶ Difference…
/// ```
///
/// The words, one or several of
///
/// ```
///  link NAME             all paths over this edge's link
///  path ID               one path, as `broadband>hq/mpls`
///  peer NAME [link NAME] all paths to a peer, or those over the peer's link
/// ```
///
/// each followed by what of it is otherwise, one or several of
///
/// | words | take |
/// |---|---|
/// | `down`, `up` | the paths for down, for proven |
/// | `loss 5%`, `loss +5%` | so much for their loss; so much more |
/// | `delay 80ms`, `delay +80ms`, `delay -20ms` | so much for their one-way delay outwards; more; less |
/// | `jitter 30ms`, `jitter +30ms` | the same of its variation |
///
/// What was never measured counts as nothing where something is added to it, and else stays
/// unmeasured. A path that the monitor would call degraded for what is assumed of its loss or delay
/// is taken as degraded ([io.hawser.policy.whatif.Monitored]), and one that loses everything as
/// down. What would come after the first decision is not foretold: no probation, no hold-down of
/// paths that would be left, nor that an idle path is measured because a strict class waits for it.
@NullMarked
package io.hawser.policy.whatif;

import org.jspecify.annotations.NullMarked;
