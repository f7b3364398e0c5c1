package io.hawser.edge.agent.process;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What steers in the first second of an agent, while the rule base is loaded: what is denied stays
/// denied, backups wait, a class keeps to the transports that it prefers. Nothing is measured yet,
/// so that the rules proper seldom decide otherwise; and so a class that is strict waits.
final class MakeshiftRules {
  static final String RULE = "until the rules are loaded";

  private MakeshiftRules() {}

  static List<SteeringVerdict> decide(Policy policy, Collection<PathFact> facts) {
    Map<String, List<PathFact>> ofPeer =
        facts.stream()
            .collect(Collectors.groupingBy(PathFact::peer, TreeMap::new, Collectors.toList()));
    return policy.classes().stream()
        .flatMap(
            trafficClass ->
                ofPeer.entrySet().stream()
                    .map(entry -> verdict(trafficClass, entry.getKey(), entry.getValue())))
        .toList();
  }

  private static SteeringVerdict verdict(
      TrafficClass trafficClass, String peer, List<PathFact> paths) {
    if (trafficClass.mode() == SteeringMode.DENY) {
      String reason = "class " + trafficClass.name() + " is denied by the policy";
      return verdict(trafficClass, peer, List.of(), reason, List.of());
    }
    List<String> ranked =
        paths.stream()
            .filter(path -> path.condition().carries())
            .sorted(order(trafficClass))
            .map(PathFact::pathId)
            .toList();
    if (ranked.isEmpty()) {
      return verdict(trafficClass, peer, ranked, "nothing carries it yet", List.of());
    }
    return trafficClass.sla().strict()
        ? verdict(trafficClass, peer, List.of(), "no path within the SLA is known yet", ranked)
        : verdict(
            trafficClass,
            peer,
            ranked,
            ranked.getFirst() + ": the rules are being loaded",
            List.of());
  }

  private static SteeringVerdict verdict(
      TrafficClass trafficClass,
      String peer,
      List<String> ranked,
      String reason,
      List<String> barred) {
    return new SteeringVerdict(
        trafficClass.name(),
        peer,
        trafficClass.mode(),
        ranked.stream().map(path -> List.of(path)).toList(),
        RULE,
        reason,
        barred);
  }

  private static Comparator<PathFact> order(TrafficClass trafficClass) {
    return Comparator.comparing(PathFact::backup)
        .thenComparing(PathFact::condition)
        .thenComparing(path -> trafficClass.avoidMetered() && path.metered())
        .thenComparing(path -> place(trafficClass.prefer(), path.transport()))
        .thenComparing(PathFact::pathId);
  }

  /// Of a transport among those preferred; those not named come after.
  private static int place(List<String> preferred, String transport) {
    int place = preferred.indexOf(transport);
    return place < 0 ? preferred.size() : place;
  }
}
