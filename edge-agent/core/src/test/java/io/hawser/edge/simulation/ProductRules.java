package io.hawser.edge.simulation;

import io.hawser.edge.control.Steerer;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The product's rules (`policy-rules/engine`, `steering.drl`) without their engine, which the core
/// does not see: the same criteria in the same order, and equal paths in one tier.
final class ProductRules implements Steerer {
  /// A held path must be better than another by so much.
  private static final int MARGIN_DIVISOR = 10;

  private static final long MARGIN_US = 5_000;

  /// In the order in which they matter, with those of `io.hawser.policy.engine.Criterion`.
  private enum Criterion {
    BACKUP,
    SILENCE,
    SLA,
    LOSS_MISS,
    LATENCY_MISS,
    JITTER_MISS,
    UNREST,
    COST,
    PREFERENCE
  }

  /// A path with its place in every respect, 0 for the best.
  private record Ranked(String pathId, long[] places) {
    boolean isAlike(Ranked other) {
      return Arrays.equals(places, other.places);
    }

    String worseIn(Ranked better) {
      return Criterion.values()[Arrays.mismatch(places, better.places)].name();
    }
  }

  @Override
  public List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> facts, Map<String, Set<String>> held) {
    List<SteeringVerdict> verdicts = new ArrayList<>();
    Set<String> peers = new TreeSet<>();
    facts.forEach(fact -> peers.add(fact.peer()));
    for (TrafficClass trafficClass : policy.classes()) {
      Set<String> heldHere = held.getOrDefault(trafficClass.name(), Set.of());
      for (String peer : peers) {
        verdicts.add(verdict(trafficClass, peer, facts, heldHere));
      }
    }
    return verdicts;
  }

  private static SteeringVerdict verdict(
      TrafficClass trafficClass, String peer, Collection<PathFact> facts, Set<String> held) {
    List<Ranked> ranked =
        facts.stream()
            .filter(fact -> fact.peer().equals(peer) && fact.condition().carries())
            .filter(_ -> trafficClass.mode() != SteeringMode.DENY)
            .map(fact -> rank(trafficClass, fact, held.contains(fact.pathId())))
            .sorted(
                Comparator.comparing(Ranked::places, Arrays::compare).thenComparing(Ranked::pathId))
            .toList();
    List<List<String>> tiers = new ArrayList<>();
    String reason = "no other path";
    for (int i = 0; i < ranked.size(); i++) {
      if (i == 0 || !ranked.get(i).isAlike(ranked.get(i - 1))) {
        tiers.add(new ArrayList<>());
        reason =
            tiers.size() == 2
                ? ranked.get(i).pathId() + " is worse in " + ranked.get(i).worseIn(ranked.get(0))
                : reason;
      }
      tiers.getLast().add(ranked.get(i).pathId());
    }
    return new SteeringVerdict(
        trafficClass.name(), peer, trafficClass.mode(), tiers, "product", reason);
  }

  private static Ranked rank(TrafficClass trafficClass, PathFact fact, boolean held) {
    ServiceLevel sla = trafficClass.sla();
    long latencyUs =
        fact.oneWayUs() == PathFact.UNMEASURED && fact.rttUs() != PathFact.UNMEASURED
            ? fact.rttUs() / 2
            : fact.oneWayUs();
    boolean misses =
        misses(fact.lossPpm(), sla.lossPpm())
            || misses(latencyUs, sla.latencyUs())
            || misses(fact.jitterUs(), sla.jitterUs());
    boolean unmeasured =
        unmeasured(fact.lossPpm(), sla.lossPpm())
            || unmeasured(latencyUs, sla.latencyUs())
            || unmeasured(fact.jitterUs(), sla.jitterUs());
    long[] places = new long[Criterion.values().length];
    places[Criterion.BACKUP.ordinal()] = fact.backup() ? 1 : 0;
    places[Criterion.SILENCE.ordinal()] = fact.condition() == PathCondition.SUSPECT ? 1 : 0;
    places[Criterion.SLA.ordinal()] = misses ? 2 : unmeasured ? 1 : 0;
    if (misses) {
      places[Criterion.LOSS_MISS.ordinal()] = miss(fact.lossPpm(), sla.lossPpm(), held, 0);
      places[Criterion.LATENCY_MISS.ordinal()] = miss(latencyUs, sla.latencyUs(), held, MARGIN_US);
      places[Criterion.JITTER_MISS.ordinal()] =
          miss(fact.jitterUs(), sla.jitterUs(), held, MARGIN_US);
    }
    places[Criterion.UNREST.ordinal()] =
        switch (fact.condition()) {
          case UP -> held ? 1 : 0;
          case PROBATION -> 1;
          case DEGRADED -> 2;
          case SUSPECT, UNKNOWN, DOWN -> 0;
        };
    places[Criterion.COST.ordinal()] = fact.metered() && trafficClass.avoidMetered() ? 1 : 0;
    int preferred = trafficClass.prefer().indexOf(fact.transport());
    places[Criterion.PREFERENCE.ordinal()] =
        preferred >= 0 ? preferred : trafficClass.prefer().size();
    return new Ranked(fact.pathId(), places);
  }

  private static boolean misses(long measured, long limit) {
    return limit != ServiceLevel.NO_LIMIT && measured > limit;
  }

  private static boolean unmeasured(long measured, long limit) {
    return limit != ServiceLevel.NO_LIMIT && measured == PathFact.UNMEASURED;
  }

  /// What it is where that exceeds the limit, 0 where it does not; unmeasured comes last.
  private static long miss(long measured, long limit, boolean held, long leastMargin) {
    if (unmeasured(measured, limit)) {
      return Long.MAX_VALUE;
    }
    long miss = misses(measured, limit) ? measured : 0;
    return held && miss != 0 ? miss + Math.max(miss / MARGIN_DIVISOR, leastMargin) : miss;
  }
}
