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
import java.util.List;
import java.util.Random;
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
      List<SteeringVerdict> verdicts = ENGINE.decide(policy, paths);
      assertThat(verdicts).hasSize(policy.classes().size());
      for (int c = 0; c < verdicts.size(); c++) {
        assertThat(verdicts.get(c).tiers()).isEqualTo(naively(policy.classes().get(c), paths));
        assertThat(verdicts.get(c).reason()).isNotBlank();
      }
    }
  }

  private static List<List<String>> naively(TrafficClass trafficClass, List<PathFact> paths) {
    List<PathFact> left = new ArrayList<>(paths);
    left.removeIf(path -> trafficClass.mode() == SteeringMode.DENY || !path.condition().carries());
    List<List<String>> tiers = new ArrayList<>();
    while (!left.isEmpty()) {
      List<PathFact> best = new ArrayList<>(left);
      best.removeIf(path -> left.stream().anyMatch(other -> isBetter(trafficClass, other, path)));
      tiers.add(best.stream().map(PathFact::pathId).sorted().toList());
      left.removeAll(best);
    }
    return tiers;
  }

  private static boolean isBetter(TrafficClass wanted, PathFact a, PathFact b) {
    ServiceLevel sla = wanted.sla();
    if (a.backup() != b.backup()) return b.backup();
    boolean silentA = a.condition() == PathCondition.SUSPECT;
    boolean silentB = b.condition() == PathCondition.SUSPECT;
    if (silentA != silentB) return silentB;
    if (grade(sla, a) != grade(sla, b)) return grade(sla, a) < grade(sla, b);
    if (grade(sla, a) == 2) {
      long[] worstA = excess(sla, a);
      long[] worstB = excess(sla, b);
      for (int i = 0; i < worstA.length; i++) {
        if (worstA[i] != worstB[i]) return worstA[i] < worstB[i];
      }
    }
    if (unrest(a) != unrest(b)) return unrest(a) < unrest(b);
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

  private static long[] excess(ServiceLevel sla, PathFact path) {
    return new long[] {
      excess(sla.lossPpm(), path.lossPpm()),
      excess(sla.latencyUs(), path.oneWayUs()),
      excess(sla.jitterUs(), path.jitterUs())
    };
  }

  private static long excess(long limit, long measured) {
    if (limit < 0) return 0;
    return measured < 0 ? Long.MAX_VALUE : measured > limit ? measured : 0;
  }

  private static int unrest(PathFact path) {
    return switch (path.condition()) {
      case PROBATION -> 1;
      case DEGRADED -> 2;
      case UP, SUSPECT, UNKNOWN, DOWN -> 0;
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
