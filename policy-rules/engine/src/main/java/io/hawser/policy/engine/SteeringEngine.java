package io.hawser.policy.engine;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/// Decides by rules which paths carry which class of traffic. Making one loads the compiled rules
/// (some hundred milliseconds, once a process); afterwards it is immutable, remembers nothing
/// between decisions, and may be used by any number of threads.
public final class SteeringEngine {
  private final KieBase rules = CompiledRules.load();

  /// As the other [#decide], where no class has a past.
  public List<SteeringVerdict> decide(Policy policy, Collection<PathFact> paths) {
    return decide(policy, paths, Map.of());
  }

  /// Decides for every class of the policy and every peer that a path leads to.
  ///
  /// @param paths one for each path id
  /// @param standings by class and path id; a path that is left out has none
  /// @return the classes in the order of the policy, for each the peers in the order of their names
  public List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> paths, Map<String, Map<String, Standing>> standings) {
    Map<String, Map<String, PathFact>> pathsOfPeer = new TreeMap<>();
    for (PathFact path : paths) {
      PathFact other =
          pathsOfPeer
              .computeIfAbsent(path.peer(), peer -> new TreeMap<>())
              .put(path.pathId(), path);
      if (other != null) {
        throw new IllegalArgumentException(
            "pathId: " + path.pathId() + " (expected: each only once for a peer)");
      }
    }
    Map<Demand, List<Candidate>> demands = new LinkedHashMap<>();
    for (TrafficClass trafficClass : policy.classes()) {
      Map<String, Standing> itsStandings = standings.getOrDefault(trafficClass.name(), Map.of());
      pathsOfPeer.forEach(
          (peer, itsPaths) -> {
            var demand = new Demand(trafficClass, peer);
            demands.put(
                demand,
                itsPaths.values().stream()
                    .map(
                        path ->
                            new Candidate(
                                demand,
                                path,
                                itsStandings.getOrDefault(path.pathId(), Standing.NONE)))
                    .toList());
          });
    }
    judge(demands);
    List<SteeringVerdict> verdicts = new ArrayList<>(demands.size());
    demands.forEach((demand, candidates) -> verdicts.add(Ranking.verdict(demand, candidates)));
    return verdicts;
  }

  private void judge(Map<Demand, List<Candidate>> demands) {
    KieSession session = rules.newKieSession();
    try {
      demands.forEach(
          (demand, candidates) -> {
            session.insert(demand);
            candidates.forEach(session::insert);
          });
      session.fireAllRules();
    } finally {
      session.dispose();
    }
  }
}
