package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The plainest of rules: settled paths before others, quicker before slower.
final class QuickestFirst implements Steerer {
  private final BooleanSupplier makeshift;

  /// @param makeshift whether the rules say that better ones follow
  QuickestFirst(BooleanSupplier makeshift) {
    this.makeshift = makeshift;
  }

  @Override
  public List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> facts, Map<String, Map<String, Standing>> standings) {
    String rule = makeshift.getAsBoolean() ? "makeshift" : "quickest";
    List<SteeringVerdict> verdicts = new ArrayList<>();
    List<String> peers = facts.stream().map(PathFact::peer).distinct().toList();
    for (String peer : peers) {
      for (TrafficClass trafficClass : policy.classes()) {
        Map<String, Standing> itsStandings = standings.getOrDefault(trafficClass.name(), Map.of());
        List<List<String>> tiers =
            facts.stream()
                .filter(fact -> fact.peer().equals(peer) && fact.condition().carries())
                .sorted(
                    Comparator.comparing(PathFact::condition)
                        .thenComparing(fact -> isHeld(itsStandings, fact))
                        .thenComparing(PathFact::rttUs)
                        .thenComparing(PathFact::pathId))
                .map(fact -> List.of(fact.pathId()))
                .toList();
        verdicts.add(
            new SteeringVerdict(trafficClass.name(), peer, SteeringMode.SINGLE, tiers, rule, rule));
      }
    }
    return verdicts;
  }

  @Override
  public boolean isSettled() {
    return !makeshift.getAsBoolean();
  }

  private static boolean isHeld(Map<String, Standing> standings, PathFact fact) {
    return switch (standings.getOrDefault(fact.pathId(), Standing.NONE)) {
      case NONE, CARRYING -> false;
      case LEFT, LEFT_AGAIN -> true;
    };
  }
}
