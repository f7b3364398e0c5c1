package io.hawser.policy.engine;

import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.engine.Candidate.Judgement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes a verdict of what the rules said: candidates compared criterion by criterion, the equal
/// ones in one tier, and the respect named that put the best tier before the rest.
final class Ranking {
  /// Stands for a rule where there was nothing to choose between.
  static final String ONLY_PATHS = "the only paths there are";

  private static final Criterion[] CRITERIA = Criterion.values();

  /// What keeps a path out of a bond with better ones. All else its sender judges packet by packet:
  /// who loses or lags.
  private static final Criterion[] OF_A_BOND = {
    Criterion.BACKUP, Criterion.SILENCE, Criterion.COST
  };

  private Ranking() {}

  /// @param candidates all paths towards the demand's peer, at least one
  static SteeringVerdict verdict(Demand demand, List<Candidate> candidates) {
    String denial = demand.denialRule();
    if (denial != null) {
      return verdict(
          demand,
          List.of(),
          denial,
          "class " + demand.trafficClass().name() + " is denied by the policy",
          List.of());
    }
    Criterion[] respects = demand.bondingRule() == null ? CRITERIA : OF_A_BOND;
    List<Candidate> usable =
        candidates.stream()
            .filter(candidate -> candidate.exclusion() == null)
            .sorted(by(respects).thenComparing(Candidate::pathId))
            .toList();
    List<Candidate> excluded =
        candidates.stream()
            .filter(candidate -> candidate.exclusion() != null)
            .sorted(Comparator.comparing(Candidate::pathId))
            .toList();
    return usable.isEmpty()
        ? nothing(demand, excluded)
        : ranked(demand, tiers(usable, respects), respects, excluded);
  }

  private static SteeringVerdict nothing(Demand demand, List<Candidate> excluded) {
    List<Candidate> barred = excluded.stream().filter(Candidate::isBarred).toList();
    String what = barred.isEmpty() ? "nothing carries it" : "no path within the SLA";
    return verdict(
        demand,
        List.of(),
        rule(barred.isEmpty() ? excluded : barred),
        what + ": " + exclusions(excluded),
        excluded);
  }

  private static SteeringVerdict ranked(
      Demand demand, List<List<Candidate>> tiers, Criterion[] respects, List<Candidate> excluded) {
    List<Candidate> best = tiers.getFirst();
    boolean bonds = demand.bondingRule() != null;
    String together = bonds ? demand.bondingRule() : demand.sharingRule();
    String sharing = best.size() > 1 ? together : null;
    String subject = ids(best) + (sharing == null ? "" : bonds ? " bond" : " share");
    if (tiers.size() > 1) {
      Candidate next = tiers.get(1).getFirst();
      Criterion decisive = decisive(best.getFirst(), next, respects);
      Judgement against = next.judgement(decisive);
      if (against == null) {
        throw new IllegalStateException("judgement: none (expected: one on " + decisive + ")");
      }
      String reason = subject + shortcoming(best) + ": " + next.pathId() + " " + against.words();
      return verdict(demand, tiers, sharing != null ? sharing : against.rule(), reason, excluded);
    }
    String rest = excluded.isEmpty() ? "no other path" : exclusions(excluded);
    String rule = sharing != null ? sharing : excluded.isEmpty() ? ONLY_PATHS : rule(excluded);
    return verdict(demand, tiers, rule, subject + shortcoming(best) + ": " + rest, excluded);
  }

  private static SteeringVerdict verdict(
      Demand demand,
      List<List<Candidate>> tiers,
      String rule,
      String reason,
      List<Candidate> excluded) {
    List<List<String>> ids =
        tiers.stream().map(tier -> tier.stream().map(Candidate::pathId).toList()).toList();
    return new SteeringVerdict(
        demand.trafficClass().name(),
        demand.peer(),
        demand.trafficClass().mode(),
        ids,
        rule,
        reason,
        excluded.stream().filter(Candidate::isBarred).map(Candidate::pathId).toList());
  }

  private static List<List<Candidate>> tiers(List<Candidate> usable, Criterion[] respects) {
    List<List<Candidate>> tiers = new ArrayList<>();
    for (Candidate candidate : usable) {
      if (tiers.isEmpty() || compare(respects, tiers.getLast().getFirst(), candidate) != 0) {
        tiers.add(new ArrayList<>());
      }
      tiers.getLast().add(candidate);
    }
    return tiers;
  }

  private static Comparator<Candidate> by(Criterion[] respects) {
    return (a, b) -> compare(respects, a, b);
  }

  private static int compare(Criterion[] respects, Candidate a, Candidate b) {
    for (Criterion criterion : respects) {
      int order = Long.compare(a.place(criterion), b.place(criterion));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static Criterion decisive(Candidate better, Candidate worse, Criterion[] respects) {
    for (Criterion criterion : respects) {
      if (better.place(criterion) != worse.place(criterion)) {
        return criterion;
      }
    }
    throw new IllegalStateException("tiers: equal (expected: a difference)");
  }

  /// What is to be said against even the best paths: an operator should not have to guess it.
  private static String shortcoming(List<Candidate> best) {
    for (Candidate candidate : best) {
      Judgement service = candidate.judgement(Criterion.SLA);
      if (service != null || candidate.isSurelyMissesSla()) {
        String words = service == null ? candidate.missText() : service.words();
        return ", though " + candidate.pathId() + " " + words;
      }
    }
    return "";
  }

  private static String rule(List<Candidate> excluded) {
    Judgement judgement = excluded.getFirst().exclusion();
    return judgement == null ? ONLY_PATHS : judgement.rule();
  }

  private static String exclusions(List<Candidate> excluded) {
    return excluded.stream()
        .map(candidate -> candidate.pathId() + " " + words(candidate.exclusion()))
        .collect(Collectors.joining(", "));
  }

  private static String words(@Nullable Judgement judgement) {
    return judgement == null ? "" : judgement.words();
  }

  private static String ids(List<Candidate> tier) {
    return tier.stream().map(Candidate::pathId).collect(Collectors.joining(" and "));
  }
}
