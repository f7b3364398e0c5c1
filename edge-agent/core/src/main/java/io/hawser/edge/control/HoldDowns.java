package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.Standing;
import io.hawser.policy.TrafficClass;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/// Which paths each class left in trouble, and for how long it does not hurry back.
///
/// ```
///  carries ──▶ left in trouble ──▶ held ──▶ clean for the hold-down ──▶ free ──▶ forgotten
///                                   ▲  │                                  │
///                                   └──┘ not clean: counts anew           │
///              left in trouble again: the hold-down doubles ◀─────────────┘
/// ```
///
/// Flows leave at the first sign and come back on long evidence. A held path is not barred: the
/// rules let it wait behind others that serve, and behind those that cost only once it was left
/// again. One trouble may be chance, and a metered link is dear; two are a habit, and each return
/// to a link that flaps costs a call another gap. Owned by the control thread.
final class HoldDowns {
  /// Long enough that a stall or a crossed limit moves flows once and not twice.
  static final long FIRST_NS = 30_000_000_000L;

  static final long LONGEST_NS = 20 * 60_000_000_000L;

  /// A held path is clean where it is better than the limit by a tenth and by 5 ms.
  private static final int MARGIN_DIVISOR = 10;

  private static final long MARGIN_US = 5_000;

  private final Map<ClassAndPath, Absence> absences = new HashMap<>();

  private record ClassAndPath(String trafficClass, String pathId) {}

  private static final class Absence {
    long holdNs = FIRST_NS;
    long cleanSinceNs;

    boolean isHeld(long nowNs) {
      return nowNs - cleanSinceNs < holdNs;
    }

    Standing standing() {
      return holdNs == FIRST_NS ? Standing.LEFT : Standing.LEFT_AGAIN;
    }

    boolean isForgotten(long nowNs) {
      return nowNs - cleanSinceNs >= holdNs + LONGEST_NS;
    }
  }

  /// Takes in how the paths fare; call it at every decision and in between.
  void onFacts(Policy policy, Iterable<PathFact> facts, long nowNs) {
    if (absences.isEmpty()) {
      return;
    }
    Map<String, PathFact> byId = new HashMap<>();
    facts.forEach(fact -> byId.put(fact.pathId(), fact));
    Map<String, ServiceLevel> levels = new HashMap<>();
    policy.classes().forEach(each -> levels.put(each.name(), each.sla()));
    Iterator<Map.Entry<ClassAndPath, Absence>> each = absences.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<ClassAndPath, Absence> entry = each.next();
      PathFact fact = byId.get(entry.getKey().pathId());
      ServiceLevel level = levels.get(entry.getKey().trafficClass());
      Absence absence = entry.getValue();
      if (fact == null || level == null || absence.isForgotten(nowNs)) {
        each.remove();
      } else if (!serves(fact, withMargin(level))) {
        absence.cleanSinceNs = nowNs;
      }
    }
  }

  /// Flows of a class went from this path to another one. That is trouble only where the path no
  /// longer serves; a better one that came back is none.
  void onLeft(TrafficClass trafficClass, PathFact path, long nowNs) {
    if (carriesOn(path, trafficClass.sla())) {
      return;
    }
    Absence absence =
        absences.compute(
            new ClassAndPath(trafficClass.name(), path.pathId()),
            (_, before) -> before == null ? new Absence() : doubled(before));
    absence.cleanSinceNs = nowNs;
  }

  private static Absence doubled(Absence absence) {
    absence.holdNs = Math.min(2 * absence.holdNs, LONGEST_NS);
    return absence;
  }

  /// How each class stands towards its paths, by class and path id. Who carries is not held,
  /// whatever was before.
  Map<String, Map<String, Standing>> standings(Map<String, Set<String>> carrying, long nowNs) {
    Map<String, Map<String, Standing>> standings = new HashMap<>();
    absences.forEach(
        (key, absence) -> {
          if (absence.isHeld(nowNs)) {
            of(standings, key.trafficClass()).put(key.pathId(), absence.standing());
          }
        });
    carrying.forEach(
        (trafficClass, paths) ->
            paths.forEach(path -> of(standings, trafficClass).put(path, Standing.CARRYING)));
    return standings;
  }

  private static Map<String, Standing> of(
      Map<String, Map<String, Standing>> standings, String trafficClass) {
    return standings.computeIfAbsent(trafficClass, _ -> new HashMap<>());
  }

  /// Whether a path is sound, and within what a class needs as far as is known.
  static boolean serves(PathFact path, ServiceLevel level) {
    return serves(path, level, path.lossPpm());
  }

  /// The same of a path that carries: the rules leave it for what it certainly loses.
  static boolean carriesOn(PathFact path, ServiceLevel level) {
    return serves(path, level, path.leastLossPpm());
  }

  private static boolean serves(PathFact path, ServiceLevel level, long lossPpm) {
    return switch (path.condition()) {
      case UP, PROBATION ->
          isWithin(path.oneWayUs(), level.latencyUs())
              && isWithin(path.jitterUs(), level.jitterUs())
              && isWithin(lossPpm, level.lossPpm());
      case SUSPECT, DEGRADED, UNKNOWN, DOWN -> false;
    };
  }

  private static boolean isWithin(long measured, long limit) {
    return limit == ServiceLevel.NO_LIMIT || measured <= limit;
  }

  private static ServiceLevel withMargin(ServiceLevel level) {
    return new ServiceLevel(
        lessMargin(level.latencyUs(), MARGIN_US),
        lessMargin(level.lossPpm(), 0),
        lessMargin(level.jitterUs(), MARGIN_US));
  }

  /// A limit that is hardly more than the margin is halved instead, so that it can be met.
  private static long lessMargin(long limit, long leastMargin) {
    return limit == ServiceLevel.NO_LIMIT
        ? limit
        : Math.max(limit / 2, limit - Math.max(limit / MARGIN_DIVISOR, leastMargin));
  }
}
