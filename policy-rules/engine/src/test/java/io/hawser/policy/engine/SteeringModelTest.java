package io.hawser.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules against a plain rendering of the same ranking, on random facts.
class SteeringModelTest {
  private static final SteeringEngine ENGINE = new SteeringEngine();

  @Test
  void rulesRankAsThePlainModelDoes() {
    long seed = System.nanoTime();
    System.out.println("SteeringModelTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Policy policy = policy(random);
      List<PathFact> paths = paths(random, 1 + random.nextInt(8));
      Map<String, Set<String>> held = held(random, policy, paths);
      List<SteeringVerdict> verdicts = ENGINE.decide(policy, paths, held);
      assertThat(verdicts).hasSize(policy.classes().size());
      for (int c = 0; c < verdicts.size(); c++) {
        assertThat(verdicts.get(c).tiers())
            .isEqualTo(naively(policy.classes().get(c), paths, held));
        assertThat(verdicts.get(c).reason()).isNotBlank();
      }
    }
  }

  private static Map<String, Set<String>> held(Random random, Policy policy, List<PathFact> paths) {
    Map<String, Set<String>> held = new HashMap<>();
    for (TrafficClass each : policy.classes()) {
      for (PathFact path : paths) {
        if (random.nextInt(4) == 0) {
          held.computeIfAbsent(each.name(), _ -> new HashSet<>()).add(path.pathId());
        }
      }
    }
    return held;
  }

  private static List<List<String>> naively(
      TrafficClass trafficClass, List<PathFact> paths, Map<String, Set<String>> heldByClass) {
    Set<String> held = heldByClass.getOrDefault(trafficClass.name(), Set.of());
    List<PathFact> left = new ArrayList<>(paths);
    left.removeIf(path -> trafficClass.mode() == SteeringMode.DENY || !path.condition().carries());
    List<List<String>> tiers = new ArrayList<>();
    while (!left.isEmpty()) {
      List<PathFact> best = new ArrayList<>(left);
      best.removeIf(
          path -> left.stream().anyMatch(other -> isBetter(trafficClass, other, path, held)));
      tiers.add(best.stream().map(PathFact::pathId).sorted().toList());
      left.removeAll(best);
    }
    return tiers;
  }

  private static boolean isBetter(TrafficClass wanted, PathFact a, PathFact b, Set<String> held) {
    ServiceLevel sla = wanted.sla();
    if (a.backup() != b.backup()) return b.backup();
    boolean silentA = a.condition() == PathCondition.SUSPECT;
    boolean silentB = b.condition() == PathCondition.SUSPECT;
    if (silentA != silentB) return silentB;
    if (grade(sla, a) != grade(sla, b)) return grade(sla, a) < grade(sla, b);
    if (grade(sla, a) == 2) {
      long[] worstA = excess(sla, a, held);
      long[] worstB = excess(sla, b, held);
      for (int i = 0; i < worstA.length; i++) {
        if (worstA[i] != worstB[i]) return worstA[i] < worstB[i];
      }
    }
    if (unrest(a, held) != unrest(b, held)) return unrest(a, held) < unrest(b, held);
    if (wanted.avoidMetered() && a.metered() != b.metered()) return b.metered();
    return place(wanted, a) < place(wanted, b);
  }

  private static int grade(ServiceLevel sla, PathFact path) {
    long[] measured = {path.lossPpm(), path.oneWayUs(), path.jitterUs()};
    long[] limits = {sla.lossPpm(), sla.latencyUs(), sla.jitterUs()};
    int grade = 0;
    for (int i = 0; i < limits.length; i++) {
      if (limits[i] >= 0) {
        grade = Math.max(grade, measured[i] < 0 ? 1 : measured[i] > limits[i] ? 2 : 0);
      }
    }
    return grade;
  }

  private static long[] excess(ServiceLevel sla, PathFact path, Set<String> held) {
    boolean left = held.contains(path.pathId());
    return new long[] {
      margined(excess(sla.lossPpm(), path.lossPpm()), left ? 0 : -1),
      margined(excess(sla.latencyUs(), path.oneWayUs()), left ? 5_000 : -1),
      margined(excess(sla.jitterUs(), path.jitterUs()), left ? 5_000 : -1)
    };
  }

  private static long margined(long excess, long least) {
    if (least < 0 || excess == 0 || excess == Long.MAX_VALUE) return excess;
    return excess + Math.max(excess / 10, least);
  }

  private static long excess(long limit, long measured) {
    if (limit < 0) return 0;
    return measured < 0 ? Long.MAX_VALUE : measured > limit ? measured : 0;
  }

  private static int unrest(PathFact path, Set<String> held) {
    return switch (path.condition()) {
      case PROBATION -> 1;
      case DEGRADED -> 2;
      case UP -> held.contains(path.pathId()) ? 1 : 0;
      case SUSPECT, UNKNOWN, DOWN -> 0;
    };
  }

  private static int place(TrafficClass wanted, PathFact path) {
    for (int i = 0; i < wanted.prefer().size(); i++) {
      if (wanted.prefer().get(i).equals(path.transport())) return i;
    }
    return wanted.prefer().size();
  }

  static Policy policy(Random random) {
    List<TrafficClass> classes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      classes.add(
          new TrafficClass(
              "class-" + i,
              List.of(),
              SteeringMode.values()[random.nextInt(8) % 3],
              new ServiceLevel(random.nextInt(4) - 1, random.nextInt(4) - 1, random.nextInt(4) - 1),
              List.of("mpls", "internet", "satellite").subList(0, random.nextInt(3)),
              random.nextBoolean(),
              random.nextBoolean()));
    }
    return new Policy(List.of(), classes, "class-0", List.of(), List.of());
  }

  /// Few distinct values, so that equal paths are common.
  static List<PathFact> paths(Random random, int count) {
    List<PathFact> paths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      paths.add(
          new PathFact(
              "hq",
              "path-" + random.nextInt(1_000) + "-" + i,
              "link",
              "link",
              random.nextBoolean() ? "mpls" : "internet",
              random.nextBoolean(),
              random.nextInt(4) == 0,
              PathCondition.values()[random.nextInt(PathCondition.values().length)],
              -1,
              random.nextInt(5) - 1,
              random.nextInt(5) - 1,
              random.nextInt(5) - 1));
    }
    return paths;
  }
}
