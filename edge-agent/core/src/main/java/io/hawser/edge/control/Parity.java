package io.hawser.edge.control;

import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.fec.Encoder;
import io.hawser.edge.fec.ParityRate;
import io.hawser.edge.path.PathMonitor;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How much parity the packets of protected classes get on each path, and which paths carry none.
/// Owned by the control thread.
final class Parity {
  private final OutboundCommands outbound;
  private final LinkRates links;
  private final Map<Integer, ParityRate> rates = new HashMap<>();
  private final Map<Integer, Told> told = new HashMap<>();

  private record Told(int ratePpm, boolean full) {
    static final Told NOTHING = new Told(0, false);
  }

  Parity(OutboundCommands outbound, LinkRates links) {
    this.outbound = outbound;
    this.links = links;
  }

  /// Judges every path by what it loses and its link carries now, twice a second.
  void judge(PathMonitor monitor, Policy policy, long nowNs) {
    boolean wanted =
        policy.classes().stream().anyMatch(each -> each.mode() == SteeringMode.PROTECT);
    if (!wanted && told.isEmpty()) {
      return;
    }
    links.measureLoads(nowNs);
    Set<Integer> present = new HashSet<>();
    monitor.forEachLoss(
        nowNs,
        (path, lossPpm, meanBurst, queueing) -> {
          present.add(path);
          ParityRate rate = rates.computeIfAbsent(path, _ -> new ParityRate(Encoder.MOST_WINDOW));
          int loss = (int) Math.max(0, lossPpm);
          rate.onReport(loss, meanBurst, queueing, links.loadPpm(path), nowNs);
          tell(path, wanted ? new Told(rate.ratePpm(), rate.isOff()) : Told.NOTHING);
        });
    rates.keySet().retainAll(present);
    told.keySet().retainAll(present);
  }

  private void tell(int path, Told now) {
    Told before = told.put(path, now);
    if (!now.equals(before == null ? Told.NOTHING : before)) {
      outbound.onParity(path, now.ratePpm, now.full);
    }
  }
}
