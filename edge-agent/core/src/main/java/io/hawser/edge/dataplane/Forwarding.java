package io.hawser.edge.dataplane;

import io.hawser.edge.bond.Order;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.policy.ApplicationMatcher;
import io.hawser.policy.Grants;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.TrafficClass;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a configuration means for packets. Immutable; both directions hold the same one.
///
/// @param epoch grows with every snapshot; flows are classified anew when it does
/// @param routes inner destinations, this site's own included
/// @param peers by slot; null where a slot is free
/// @param paths by slot; null where a slot is free
/// @param rates of the links on which packets wait for their turn, bits a second, by link
/// @param farRates of peers' links that take no more than that, by path
public record Forwarding(
    long epoch,
    Policy policy,
    ApplicationMatcher applications,
    Grants grants,
    PrefixMap<Route> routes,
    List<@Nullable PeerSlot> peers,
    List<@Nullable PathSlot> paths,
    Map<Integer, Long> rates,
    Map<Integer, FarRate> farRates) {
  private static final long NS_PER_MS = 1_000_000;

  public static Forwarding of(
      long epoch,
      Policy policy,
      PrefixMap<Route> routes,
      List<@Nullable PeerSlot> peers,
      List<@Nullable PathSlot> paths,
      Map<Integer, Long> rates,
      Map<Integer, FarRate> farRates) {
    return new Forwarding(
        epoch,
        policy,
        ApplicationMatcher.of(policy),
        Grants.of(policy),
        routes,
        // Not List.copyOf, which refuses the free slots.
        peers.stream().toList(),
        paths.stream().toList(),
        Map.copyOf(rates),
        Map.copyOf(farRates));
  }

  /// Whether a conversation needs a grant to begin.
  boolean restricts() {
    return !policy.grants().isEmpty();
  }

  /// Whether the number of a class or of a peer means another one in `next`.
  boolean isRenumberedIn(Forwarding next) {
    return !next.policy.equals(policy) || isRepeopledIn(next);
  }

  /// Whether the number of a peer means another one in `next`, or nobody.
  boolean isRepeopledIn(Forwarding next) {
    for (int slot = 0; slot < peers.size(); slot++) {
      PeerSlot before = peers.get(slot);
      PeerSlot after = next.peer(slot);
      if (before != null && (after == null || !before.id().equals(after.id()))) {
        return true;
      }
    }
    return false;
  }

  /// Fills in what the policy says of a flow: application, class, denial, grant; and its route.
  void classify(Flow flow) {
    flow.application = application(flow, flow.dscp);
    flow.trafficClass = applications.classOf(flow.application);
    TrafficClass trafficClass = policy.classes().get(flow.trafficClass);
    flow.denied = trafficClass.mode() == SteeringMode.DENY;
    flow.realTime = trafficClass.realTime();
    flow.duplicated = trafficClass.mode() == SteeringMode.DUPLICATE;
    flow.parity = trafficClass.mode() == SteeringMode.PROTECT;
    flow.bonded = trafficClass.mode() == SteeringMode.BOND;
    flow.order =
        trafficClass.realTime()
            ? Order.NONE
            : trafficClass.orderCritical() ? Order.STRICT : Order.MEASURED;
    flow.jitterBufferNs = jitterBufferNs(flow, trafficClass);
    flow.queue = trafficClass.queue();
    flow.outerDscp = policy.queues().of(flow.queue).dscp();
    flow.route = routes.lookup(flow.destinationHigh, flow.destinationLow);
    if (restricts()) {
      grant(flow);
    } else {
      flow.granted = true;
    }
  }

  /// TCP's packets are never held: their sender goes by when they are acknowledged.
  private static long jitterBufferNs(Flow flow, TrafficClass trafficClass) {
    return flow.protocol() == IpPacket.PROTOCOL_TCP ? 0 : trafficClass.jitterBufferMs() * NS_PER_MS;
  }

  /// Whether the class of a classified flow is allowed to use paths that cost.
  boolean mayCost(Flow flow) {
    return !policy.classes().get(flow.trafficClass).avoidMetered();
  }

  /// The application of a flow whose packets bear `dscp`; the same for the opposite direction,
  /// since all else is matched at either end.
  private int application(Flow flow, int dscp) {
    return applications.classify(
        flow.protocol(),
        flow.sourceHigh,
        flow.sourceLow,
        flow.destinationHigh,
        flow.destinationLow,
        flow.sourcePort(),
        flow.destinationPort(),
        dscp);
  }

  /// Asks for both directions: where the grant by which a conversation was begun is revoked, its
  /// answers end too.
  private void grant(Flow flow) {
    Route from = routes.lookup(flow.sourceHigh, flow.sourceLow);
    Route to = flow.route;
    if (from == null || to == null) {
      flow.granted = false;
      flow.answers = false;
      return;
    }
    flow.granted = grants.permits(from.site(), to.site(), flow.application);
    if (flow.answers) {
      int begun = application(flow, flow.answeredDscp);
      flow.answers = grants.permits(to.site(), from.site(), begun);
    }
  }

  Set<String> peerIds() {
    Set<String> ids = new HashSet<>();
    for (PeerSlot peer : peers) {
      if (peer != null) {
        ids.add(peer.id());
      }
    }
    return ids;
  }

  @Nullable PeerSlot peer(int slot) {
    return slot >= 0 && slot < peers.size() ? peers.get(slot) : null;
  }

  @Nullable PathSlot path(int slot) {
    return slot >= 0 && slot < paths.size() ? paths.get(slot) : null;
  }
}
