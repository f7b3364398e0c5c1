/// How the edge reaches its orchestrator: by which of its WAN links, whom it trusts there, how long
/// it waits between attempts.
///
/// The orchestrator must be found while any one link works, so every attempt names an [Uplink] and
/// the next attempt takes the next one. Trust is the orchestrator's own CA, pinned at enrolment,
/// and never the system's list. Nothing here knows what is asked of the orchestrator.
@NullMarked
package io.hawser.edge.agent.uplink;

import org.jspecify.annotations.NullMarked;
