/// The agent as a whole: from a box with a claim to a forwarding edge, and on through restarts.
///
/// [io.hawser.edge.agent.process.EdgeProcess] is the story: settings → keys → the stored revision
/// comes into force at once, if there is one → local API → enrolment, if needed → control stream →
/// revisions, one after the other. Forwarding never waits for the orchestrator, nor for the rule
/// base: until that is loaded, [io.hawser.edge.agent.process.MakeshiftRules] steer.
@NullMarked
package io.hawser.edge.agent.process;

import org.jspecify.annotations.NullMarked;
