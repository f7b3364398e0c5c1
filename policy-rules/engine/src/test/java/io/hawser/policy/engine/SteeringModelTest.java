package io.hawser.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The rules against a plain rendering of the same ranking, on random facts.
class SteeringModelTest {
  private static final List<SteeringMode> MODES =
      List.of(SteeringMode.SINGLE, SteeringMode.BALANCE, SteeringMode.BOND, SteeringMode.DENY);
  private static final SteeringEngine ENGINE = new SteeringEngine();

  /// Two of them are more than the margin by which a path must be better, one is less.
  private static final long STEP = 4_000;

  @Test
  void rulesRankAsThePlainModelDoes() {
    long seed = System.nanoTime();
    System.out.println("SteeringModelTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Policy policy = policy(random);
      List<PathFact> paths = paths(random, 1 + random.nextInt(8));
      Map<String, Map<String, Standing>> standings = standings(random, policy, paths);
      List<SteeringVerdict> verdicts = ENGINE.decide(policy, paths, standings);
      assertThat(verdicts).hasSize(policy.classes().size());
      for (int c = 0; c < verdicts.size(); c++) {
        assertThat(verdicts.get(c).tiers())
            .isEqualTo(naively(policy.classes().get(c), paths, standings));
        assertThat(verdicts.get(c).barred())
            .isEqualTo(barredNaively(policy.classes().get(c), paths, standings));
        assertThat(verdicts.get(c).reason()).isNotBlank();
      }
    }
  }

  static Map<String, Map<String, Standing>> standings(
      Random random, Policy policy, List<PathFact> paths) {
    Map<String, Map<String, Standing>> standings = new HashMap<>();
    for (TrafficClass each : policy.classes()) {
      for (PathFact path : paths) {
        if (random.nextBoolean()) {
          Standing standing = Standing.values()[random.nextInt(Standing.values().length)];
          standings.computeIfAbsent(each.name(), _ -> new HashMap<>()).put(path.pathId(), standing);
        }
      }
    }
    return standings;
  }

  private static List<List<String>> naively(
      TrafficClass trafficClass,
      List<PathFact> paths,
      Map<String, Map<String, Standing>> standingsByClass) {
    Map<String, Standing> standings = standingsByClass.getOrDefault(trafficClass.name(), Map.of());
    List<PathFact> left = new ArrayList<>(paths);
    left.removeIf(
        path ->
            trafficClass.mode() == SteeringMode.DENY
                || !path.condition().carries()
                || isBarred(trafficClass.sla(), path, standings));
    List<List<String>> tiers = new ArrayList<>();
    while (!left.isEmpty()) {
      List<PathFact> best = new ArrayList<>(left);
      best.removeIf(
          path ->
              left.stream()
                  .anyMatch(other -> isBetter(trafficClass, other, path, standings, paths)));
      tiers.add(best.stream().map(PathFact::pathId).sorted().toList());
      left.removeAll(best);
    }
    return tiers;
  }

  private static List<String> barredNaively(
      TrafficClass trafficClass,
      List<PathFact> paths,
      Map<String, Map<String, Standing>> standingsByClass) {
    Map<String, Standing> standings = standingsByClass.getOrDefault(trafficClass.name(), Map.of());
    return paths.stream()
        .filter(path -> trafficClass.mode() != SteeringMode.DENY && path.condition().carries())
        .filter(path -> isBarred(trafficClass.sla(), path, standings))
        .map(PathFact::pathId)
        .sorted()
        .toList();
  }

  /// From the path that carries a strict class only a sure miss keeps it, from others a doubt.
  private static boolean isBarred(
      ServiceLevel sla, PathFact path, Map<String, Standing> standings) {
    Standing standing = standings.getOrDefault(path.pathId(), Standing.NONE);
    int grade = grade(sla, path, standing);
    return sla.strict() && (standing == Standing.CARRYING ? grade == 2 : grade > 0);
  }

  private static boolean isBetter(
      TrafficClass wanted,
      PathFact a,
      PathFact b,
      Map<String, Standing> standings,
      List<PathFact> all) {
    Standing ofA = standings.getOrDefault(a.pathId(), Standing.NONE);
    Standing ofB = standings.getOrDefault(b.pathId(), Standing.NONE);
    ServiceLevel sla = wanted.sla();
    if (a.backup() != b.backup()) return b.backup();
    boolean silentA = a.condition() == PathCondition.SUSPECT;
    boolean silentB = b.condition() == PathCondition.SUSPECT;
    if (silentA != silentB) return silentB;
    if (wanted.mode() == SteeringMode.BOND) {
      return wanted.avoidMetered() && !a.metered() && b.metered();
    }
    int gradeA = staysAsGood(sla, a, standings, all) ? 0 : grade(sla, a, ofA);
    int gradeB = staysAsGood(sla, b, standings, all) ? 0 : grade(sla, b, ofB);
    if (gradeA != gradeB) return gradeA < gradeB;
    if (gradeA == 2) {
      long[] worstA = excess(sla, a, ofA);
      long[] worstB = excess(sla, b, ofB);
      for (int i = 0; i < worstA.length; i++) {
        if (worstA[i] != worstB[i]) return worstA[i] < worstB[i];
      }
    }
    boolean degradedA = a.condition() == PathCondition.DEGRADED;
    boolean degradedB = b.condition() == PathCondition.DEGRADED;
    if (degradedA != degradedB) return degradedB;
    boolean againA = ofA == Standing.LEFT_AGAIN;
    boolean againB = ofB == Standing.LEFT_AGAIN;
    if (againA != againB) return againB;
    if (wanted.avoidMetered() && a.metered() != b.metered()) return b.metered();
    boolean restlessA = a.condition() == PathCondition.PROBATION || ofA == Standing.LEFT;
    boolean restlessB = b.condition() == PathCondition.PROBATION || ofB == Standing.LEFT;
    if (restlessA != restlessB) return restlessB;
    return place(wanted, a) < place(wanted, b);
  }

  /// A share that surely misses the SLA, where all others are likely to miss it, nothing keeps it
  /// and nothing is surely better.
  private static boolean staysAsGood(
      ServiceLevel sla, PathFact own, Map<String, Standing> standings, List<PathFact> all) {
    if (!isShare(own, standings) || grade(sla, own, Standing.CARRYING) != 2) return false;
    List<PathFact> others = new ArrayList<>(all);
    others.removeIf(path -> path == own || !isOpen(path) || (path.backup() && !own.backup()));
    long[] certain = excess(sla, own, Standing.CARRYING);
    for (PathFact other : others) {
      long[] possible = excess(sla, other, Standing.NONE);
      for (int i = 0; i < certain.length; i++) {
        if (certain[i] != Long.MAX_VALUE && possible[i] < certain[i]) return false;
      }
    }
    List<PathFact> shares = new ArrayList<>(others);
    shares.removeIf(path -> !isShare(path, standings));
    if (shares.stream().anyMatch(path -> !isLikelyToMiss(sla, path))) return false;
    List<Integer> grades = new ArrayList<>();
    others.stream()
        .filter(path -> !shares.contains(path))
        .forEach(path -> grades.add(grade(sla, path, Standing.NONE)));
    shares.removeIf(path -> path.backup() != own.backup());
    boolean unsure = shares.stream().anyMatch(path -> grade(sla, path, Standing.CARRYING) != 2);
    return !shares.isEmpty() && !grades.contains(0) && (unsure || !grades.contains(1));
  }

  private static boolean isLikelyToMiss(ServiceLevel sla, PathFact path) {
    return (sla.lossPpm() >= 0
            && path.lossPpm() > sla.lossPpm()
            && 3 * path.leastLossPpm() > sla.lossPpm())
        || (sla.latencyUs() >= 0 && path.oneWayUs() > sla.latencyUs())
        || (sla.jitterUs() >= 0 && path.jitterUs() > sla.jitterUs());
  }

  private static boolean isOpen(PathFact path) {
    return path.condition().carries() && path.condition() != PathCondition.SUSPECT;
  }

  private static boolean isShare(PathFact path, Map<String, Standing> standings) {
    return standings.get(path.pathId()) == Standing.CARRYING && isOpen(path);
  }

  private static int grade(ServiceLevel sla, PathFact path, Standing standing) {
    boolean carries = standing == Standing.CARRYING;
    long[] blamed = {
      carries ? path.leastLossPpm() : path.lossPpm(), path.oneWayUs(), path.jitterUs()
    };
    long[] limits = {sla.lossPpm(), sla.latencyUs(), sla.jitterUs()};
    int grade = 0;
    for (int i = 0; i < limits.length; i++) {
      if (limits[i] >= 0) {
        grade = Math.max(grade, blamed[i] < 0 ? 1 : blamed[i] > limits[i] ? 2 : 0);
      }
    }
    return grade == 1 && path.condition() == PathCondition.PROBATION ? 3 : grade;
  }

  private static long[] excess(ServiceLevel sla, PathFact path, Standing standing) {
    if (standing == Standing.CARRYING) {
      return new long[] {
        excess(sla.lossPpm(), path.leastLossPpm(), path.leastLossPpm()),
        excess(sla.latencyUs(), path.oneWayUs(), path.oneWayUs()),
        excess(sla.jitterUs(), path.jitterUs(), path.jitterUs())
      };
    }
    return new long[] {
      excess(sla.lossPpm(), path.lossPpm(), withMargin(path.mostLossPpm())),
      excess(sla.latencyUs(), path.oneWayUs(), withMargin(path.oneWayUs())),
      excess(sla.jitterUs(), path.jitterUs(), withMargin(path.jitterUs()))
    };
  }

  private static long withMargin(long value) {
    return value + Math.max(value / 10, 5_000);
  }

  private static long excess(long limit, long measured, long told) {
    if (limit < 0) return 0;
    return measured < 0 ? Long.MAX_VALUE : measured > limit ? told : 0;
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
              MODES.get(random.nextInt(MODES.size())),
              serviceLevel(random),
              List.of("mpls", "internet", "satellite").subList(0, random.nextInt(3)),
              random.nextBoolean(),
              random.nextBoolean(),
              false,
              QueueClass.BUSINESS));
    }
    return new Policy(List.of(), classes, "class-0", QueueShares.STANDARD, List.of(), List.of());
  }

  private static ServiceLevel serviceLevel(Random random) {
    var wished = new ServiceLevel(value(random, 3), value(random, 3), value(random, 3));
    return wished.equals(ServiceLevel.NONE) || random.nextInt(3) > 0
        ? wished
        : new ServiceLevel(wished.latencyUs(), wished.lossPpm(), wished.jitterUs(), true);
  }

  /// Few distinct values, so that equal paths are common.
  static List<PathFact> paths(Random random, int count) {
    List<PathFact> paths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long lossPpm = value(random, 4);
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
              value(random, 4),
              value(random, 4),
              lossPpm,
              lossPpm < 0 ? -1 : lossPpm - Math.min(lossPpm, STEP * random.nextInt(3)),
              lossPpm < 0 ? -1 : lossPpm + STEP * random.nextInt(3)));
    }
    return paths;
  }

  /// -1, which stands for none, or one of `count` values.
  private static long value(Random random, int count) {
    int step = random.nextInt(1 + count) - 1;
    return step < 0 ? -1 : STEP * step;
  }
}
