/// What an edge decides, sans IO: which paths exist, when they shake hands, how they are judged,
/// what the rules make of it.
///
/// [io.hawser.edge.control.EdgeControl] is the one object of the control thread. It turns an
/// [io.hawser.edge.control.EdgePlan], a configuration in the core's own words, into forwarding
/// tables, keeps a WireGuard peering and a monitor for each path, asks the
/// [io.hawser.edge.control.Steerer] whenever a path's facts change, and hands the packet path
/// immutable tables and keys. The rules themselves are outside: the steerer is an interface here.
///
/// Rules have no memory, so what they are to know of the past is a fact that control keeps: which
/// paths carry a class, which it left in trouble, how often, and whether their hold-down is over
/// ([io.hawser.edge.control.HoldDowns]). Who goes to a better path while his own still serves goes
/// in steps ([io.hawser.edge.control.Returns]). Paths that a strict class waits for are measured,
/// idle ones too ([io.hawser.edge.control.Awaited]).
///
/// "What if" is asked of a [io.hawser.edge.control.Situation], away from this thread: the same
/// rules over a copy of the facts.
@NullMarked
package io.hawser.edge.control;

import org.jspecify.annotations.NullMarked;
