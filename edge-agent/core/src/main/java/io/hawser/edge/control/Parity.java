package io.hawser.edge.control;

import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.fec.ParityRate;
import io.hawser.edge.path.PathMonitor;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How much parity the packets of protected classes get on each path. Owned by the control thread.
final class Parity {
  /// Source symbols that a repair symbol sums up; outbound's.
  private static final int WINDOW = 32;

  /// Packets lost next to one another, on average: what is not measured is taken for two, as links
  /// seldom lose one alone.
  private static final double USUAL_BURST = 2;

  private final OutboundCommands outbound;
  private final Map<Integer, ParityRate> rates = new HashMap<>();
  private final Map<Integer, Integer> told = new HashMap<>();

  Parity(OutboundCommands outbound) {
    this.outbound = outbound;
  }

  /// Judges every path by what it loses now, twice a second.
  void judge(PathMonitor monitor, Policy policy, long nowNs) {
    boolean wanted =
        policy.classes().stream().anyMatch(each -> each.mode() == SteeringMode.PROTECT);
    if (!wanted && told.isEmpty()) {
      return;
    }
    Set<Integer> present = new HashSet<>();
    monitor.forEachLoss(
        nowNs,
        (path, lossPpm, crowded) -> {
          present.add(path);
          ParityRate rate = rates.computeIfAbsent(path, _ -> new ParityRate(WINDOW));
          rate.onReport((int) Math.max(0, lossPpm), USUAL_BURST, crowded, 0, nowNs);
          tell(path, wanted ? rate.ratePpm() : 0);
        });
    rates.keySet().retainAll(present);
    told.keySet().retainAll(present);
  }

  private void tell(int path, int ratePpm) {
    Integer before = told.put(path, ratePpm);
    if (before == null ? ratePpm > 0 : before != ratePpm) {
      outbound.onParity(path, ratePpm);
    }
  }
}
