package io.hawser.policy.whatif;

import io.hawser.policy.SteeringVerdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a class does towards a peer now, and what it would do then.
///
/// @param now null where there is no such class now
/// @param then null where there would be none
public record Difference(@Nullable SteeringVerdict now, @Nullable SteeringVerdict then) {
  private record ClassAndPeer(String trafficClass, String peer) {}

  public Difference {
    if (now == null && then == null) {
      throw new IllegalArgumentException("verdicts: none (expected: one of the two, or both)");
    }
  }

  /// One for every class and peer of either, those of `then` first, each in its order.
  public static List<Difference> between(
      Collection<SteeringVerdict> now, Collection<SteeringVerdict> then) {
    Map<ClassAndPeer, SteeringVerdict> before = new LinkedHashMap<>();
    now.forEach(verdict -> before.put(key(verdict), verdict));
    List<Difference> differences = new ArrayList<>();
    for (SteeringVerdict verdict : then) {
      differences.add(new Difference(before.remove(key(verdict)), verdict));
    }
    before.values().forEach(verdict -> differences.add(new Difference(verdict, null)));
    return differences;
  }

  private static ClassAndPeer key(SteeringVerdict verdict) {
    return new ClassAndPeer(verdict.trafficClass(), verdict.peer());
  }

  public String trafficClass() {
    return either().trafficClass();
  }

  public String peer() {
    return either().peer();
  }

  private SteeringVerdict either() {
    SteeringVerdict verdict = then == null ? now : then;
    if (verdict == null) {
      throw new IllegalStateException("verdicts: none (expected: one of the two, or both)");
    }
    return verdict;
  }

  /// Whether flows would go another way: other best paths, or used otherwise.
  public boolean moves() {
    return now == null
        || then == null
        || now.mode() != then.mode()
        || !best(now).equals(best(then));
  }

  /// Ids of the paths that carry it; none where nothing does.
  public static List<String> best(SteeringVerdict verdict) {
    return verdict.carries() ? verdict.tiers().getFirst() : List.of();
  }
}
