package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.Verdict;
import io.hawser.orchestrator.api.Verdicts;
import io.hawser.orchestrator.company.Names;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The newest decisions of every edge, in memory: an edge that attaches tells all of them. Not
/// thread-safe; bounded.
final class DecisionBook {
  /// Of one edge: 512 peers and 8 classes.
  private static final int MAX_DECISIONS = 4_096;

  /// Equal paths of one class.
  private static final int MAX_PATHS = 64;

  private record Key(String trafficClass, String peerId) {}

  private final Map<String, Map<Key, Decision>> edges = new HashMap<>();

  void take(String edgeId, Verdicts news) {
    Map<Key, Decision> known = edges.computeIfAbsent(edgeId, _ -> new HashMap<>());
    if (news.getComplete()) {
      known.clear();
    }
    for (Verdict verdict : news.getVerdictsList()) {
      Decision decision = decision(verdict);
      Key key = new Key(decision.trafficClass(), decision.peerId());
      if (verdict.getGone()) {
        known.remove(key);
      } else if (known.size() < MAX_DECISIONS || known.containsKey(key)) {
        known.put(key, decision);
      }
    }
  }

  private static Decision decision(Verdict verdict) {
    return new Decision(
        Names.printable(verdict.getTrafficClass()),
        Names.printable(verdict.getPeerId()),
        Names.printable(verdict.getMode()),
        verdict.getPathsList().stream().limit(MAX_PATHS).map(Names::printable).toList(),
        Names.sentence(verdict.getRule()),
        Names.sentence(verdict.getReason()));
  }

  /// By class and peer.
  List<Decision> of(String edgeId) {
    return edges.getOrDefault(edgeId, Map.of()).values().stream()
        .sorted(Comparator.comparing(Decision::trafficClass).thenComparing(Decision::peerId))
        .toList();
  }

  void forget(String edgeId) {
    edges.remove(edgeId);
  }
}
