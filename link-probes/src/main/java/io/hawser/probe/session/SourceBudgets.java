package io.hawser.probe.session;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// A [Budget] for each source.
///
/// Bounded. The source that was quiet longest makes room for a new one, if its budget is whole
/// again: then nothing is lost by forgetting it.
final class SourceBudgets {
  private final int perSecond;
  private final int capacity;
  // The first is the one that was quiet longest.
  private final LinkedHashMap<SourceNetwork, Budget> budgets = new LinkedHashMap<>();

  SourceBudgets(int perSecond, int capacity) {
    this.perSecond = perSecond;
    this.capacity = capacity;
  }

  /// Null where the source may have one more.
  @Nullable StampDrop take(InetAddress source, long nowNs) {
    SourceNetwork network = SourceNetwork.of(source);
    Budget budget = budgets.remove(network);
    if (budget == null) {
      if (!makeRoom(nowNs)) {
        return StampDrop.SOURCES_FULL;
      }
      budget = new Budget(perSecond);
    }
    budgets.putLast(network, budget);
    return budget.take(nowNs) ? null : StampDrop.SOURCE_RATE;
  }

  private boolean makeRoom(long nowNs) {
    if (budgets.size() < capacity) {
      return true;
    }
    if (!budgets.firstEntry().getValue().isWhole(nowNs)) {
      return false;
    }
    budgets.pollFirstEntry();
    return true;
  }
}
