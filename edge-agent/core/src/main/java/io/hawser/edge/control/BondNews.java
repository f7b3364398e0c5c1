package io.hawser.edge.control;

import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.path.PathMonitor;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import java.util.HashMap;
import java.util.Map;

/// Tells bonds how the paths fare, as often as that matters: their members are judged by it, and
/// how long an answer takes is waited for. Owned by the control thread.
final class BondNews {
  /// While packets are sent. A member that fails is to be out well before two seconds.
  private static final long SPACING_NS = 100_000_000L;

  private final OutboundCommands outbound;
  private final InboundCommands inbound;
  private final Map<Integer, BondMeasures> told = new HashMap<>();
  private final Map<Integer, Long> toldRoundTripsNs = new HashMap<>();
  private boolean wanted;
  private long nextNs;

  BondNews(OutboundCommands outbound, InboundCommands inbound) {
    this.outbound = outbound;
    this.inbound = inbound;
  }

  void onPolicy(Policy policy) {
    wanted = policy.classes().stream().anyMatch(each -> each.mode() == SteeringMode.BOND);
    if (!wanted) {
      told.clear();
      toldRoundTripsNs.clear();
    }
  }

  /// User packets or probes were sent.
  void onSent(PathMonitor monitor, PlanTables tables, long nowNs) {
    if (wanted && nowNs - nextNs >= 0) {
      tell(monitor, tables, nowNs);
    }
  }

  void tell(PathMonitor monitor, PlanTables tables, long nowNs) {
    if (!wanted) {
      return;
    }
    nextNs = nowNs + SPACING_NS;
    Map<Integer, Long> roundTripsNs = new HashMap<>();
    monitor.forEachMeasured(
        nowNs,
        (path, behindNs, jitterNs, lossPpm, leastLossPpm, roundTripNs) -> {
          ControlPath known = tables.path(path);
          if (known == null) {
            return;
          }
          var measures = new BondMeasures(behindNs, jitterNs, lossPpm, leastLossPpm, roundTripNs);
          if (!measures.equals(told.put(path, measures))) {
            outbound.onBondMeasures(path, measures, nowNs);
          }
          // Of one that is down it is the last that was measured, and nobody answers by it.
          if (roundTripNs >= 0 && behindNs >= 0) {
            roundTripsNs.merge(known.slot.peer(), roundTripNs, Math::min);
          }
        });
    roundTripsNs.forEach(
        (peer, ns) -> {
          if (!ns.equals(toldRoundTripsNs.put(peer, ns))) {
            inbound.onRoundTrip(peer, ns);
          }
        });
  }
}
