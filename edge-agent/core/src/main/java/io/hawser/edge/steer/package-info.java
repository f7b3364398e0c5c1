/// Where a flow goes: destination to peers ([io.hawser.edge.steer.PrefixMap]), class and peer to
/// paths ([io.hawser.edge.steer.SteeringTable]), and the memory of both for each flow
/// ([io.hawser.edge.steer.FlowTable]).
///
/// Tables are immutable and arrive whole; each carries an epoch. A flow notes the epoch that it was
/// placed under and is placed anew, by [io.hawser.edge.steer.Placement], on its first packet under
/// another. No rule runs here: the tables are the rules' outcome.
@NullMarked
package io.hawser.edge.steer;

import org.jspecify.annotations.NullMarked;
