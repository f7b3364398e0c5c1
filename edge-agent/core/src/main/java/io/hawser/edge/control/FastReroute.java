package io.hawser.edge.control;

import io.hawser.edge.control.Steering.ClassAndPeer;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.SteeringVerdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Where traffic goes between the loss of its path and what the rules say of it, which takes them
/// tens of milliseconds on a small machine that has other work. What is next best was said before
/// (as for the repairs of RFC 5714), so that nobody has to wait.
final class FastReroute {
  private static final String RULE = "the next best, until the rules have spoken";

  private FastReroute() {}

  /// The last verdicts without the paths that were lost since, of those whose best paths are others
  /// then. Only where the next best is sound and costs no more: whether a lost path is worth a
  /// metered one, or a backup, is for the rules to say.
  ///
  /// @param before what the rules were told last
  /// @param now what they will be told
  static Map<ClassAndPeer, SteeringVerdict> of(
      List<SteeringVerdict> verdicts, List<PathFact> before, List<PathFact> now) {
    Set<String> carried = ids(before, fact -> fact.condition().carries() && !isLost(fact));
    Set<String> lost = ids(now, fact -> carried.contains(fact.pathId()) && isLost(fact));
    Set<String> free = ids(now, fact -> isSound(fact) && !fact.metered() && !fact.backup());
    Map<ClassAndPeer, SteeringVerdict> repairs = new HashMap<>();
    if (lost.isEmpty()) {
      return repairs;
    }
    for (SteeringVerdict verdict : verdicts) {
      List<List<String>> tiers = without(lost, verdict.tiers());
      if (!tiers.isEmpty()
          && !tiers.getFirst().equals(verdict.tiers().getFirst())
          && free.containsAll(tiers.getFirst())) {
        repairs.put(ClassAndPeer.of(verdict), repaired(verdict, tiers, lost));
      }
    }
    return repairs;
  }

  private static boolean isSound(PathFact fact) {
    return fact.condition() == PathCondition.UP || fact.condition() == PathCondition.PROBATION;
  }

  /// One that became worse only is not: whether it is left is a matter of limits and of bias.
  private static boolean isLost(PathFact fact) {
    return fact.condition() == PathCondition.SUSPECT || fact.condition() == PathCondition.DOWN;
  }

  private static Set<String> ids(List<PathFact> facts, Predicate<PathFact> which) {
    return facts.stream().filter(which).map(PathFact::pathId).collect(Collectors.toSet());
  }

  private static List<List<String>> without(Set<String> lost, List<List<String>> tiers) {
    return tiers.stream()
        .map(tier -> tier.stream().filter(id -> !lost.contains(id)).toList())
        .filter(tier -> !tier.isEmpty())
        .toList();
  }

  /// Nobody lingers on what is lost, either.
  private static SteeringVerdict repaired(
      SteeringVerdict verdict, List<List<String>> tiers, Set<String> lost) {
    List<String> barred = new ArrayList<>(verdict.barred());
    barred.addAll(lost);
    String reason = String.join(", ", lost) + " was lost a moment ago";
    return new SteeringVerdict(
        verdict.trafficClass(), verdict.peer(), verdict.mode(), tiers, RULE, reason, barred);
  }
}
