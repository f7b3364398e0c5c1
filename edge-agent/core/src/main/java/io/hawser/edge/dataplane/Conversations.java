package io.hawser.edge.dataplane;

import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import java.lang.foreign.MemorySegment;

/// What may pass under access grants beside what a grant names: the answers to a granted
/// conversation, and the errors that it provokes.
///
/// Each agent has one, for its own table of flows; the agent of the granted direction tells the
/// other one of it, and again while it lives. Not thread-safe; allocates nothing.
final class Conversations {
  /// How often the other agent is told: three times before it would forget ([FlowTable#IDLE_NS]).
  static final long RENEW_NS = FlowTable.IDLE_NS / 3;

  private final FlowKey quoted = new FlowKey();

  /// Whether the other agent is to be told (again) that this direction is granted.
  static boolean isRenewalDue(Flow flow, long nowNs) {
    return flow.granted && nowNs - flow.admittedNs >= RENEW_NS;
  }

  /// The opposite of `flow`, whose first packet bore `dscp`, is granted and alive.
  static void admit(Flow flow, int dscp, long nowNs) {
    flow.answers = true;
    flow.answeredDscp = dscp;
    flow.lastSeenNs = nowNs;
  }

  /// Whether the packet of `key` at `at` is an ICMP error about a conversation that passes.
  boolean isErrorOfOne(MemorySegment p, long at, FlowKey key, FlowTable flows) {
    // An error goes to the one whose packet it quotes, or it is not about that packet.
    if (!quoted.readQuoted(p, at, key)
        || quoted.destinationHigh != key.destinationHigh
        || quoted.destinationLow != key.destinationLow) {
      return false;
    }
    Flow flow = flows.find(quoted);
    return flow != null && (flow.granted || flow.answers);
  }
}
