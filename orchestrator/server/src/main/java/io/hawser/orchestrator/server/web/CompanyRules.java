package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.console.WhatIfView.Move;
import io.hawser.orchestrator.console.WhatIfView.Way;
import io.hawser.orchestrator.server.control.PathStanding;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.engine.SteeringEngine;
import io.hawser.policy.whatif.Assumption;
import io.hawser.policy.whatif.Assumptions;
import io.hawser.policy.whatif.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules that steer the edges, asked here for all of them. Both sides of a comparison are
/// decided by the same facts, so that nothing but the assumption makes a difference.
final class CompanyRules {
  private final SteeringEngine engine = new SteeringEngine();

  /// An edge, what it was told, and what it told of its paths.
  record Surveyed(String edge, EdgeConfiguration configuration, List<PathStanding> told) {}

  /// @param asked decisions that were compared
  record Answer(int asked, List<Move> moves) {}

  /// @param other null: the policy in force
  Answer ask(List<Surveyed> edges, List<SiteAssumption> assumptions, @Nullable Policy other) {
    Map<String, Policy> inForce = new HashMap<>();
    List<Move> moves = new ArrayList<>();
    int asked = 0;
    for (Surveyed surveyed : edges) {
      EdgeConfiguration configuration = surveyed.configuration;
      Policy now =
          inForce.computeIfAbsent(
              configuration.getPolicyYaml(), yaml -> Policy.parse(yaml, "policy in force"));
      Policy then = other == null ? now : other;
      KnownPaths known = KnownPaths.of(configuration, surveyed.told);
      List<PathFact> assumed = assumed(assumptions, configuration, known.facts());
      long peers = known.facts().stream().map(PathFact::peer).distinct().count();
      asked += (int) peers * then.classes().size();
      if (!then.equals(now) || !assumed.equals(known.facts())) {
        List<Difference> differences =
            Difference.between(
                engine.decide(now, known.facts(), known.standings()),
                engine.decide(then, assumed, known.standings()));
        differences.stream()
            .filter(Difference::moves)
            .forEach(difference -> moves.add(move(surveyed.edge, difference)));
      }
    }
    return new Answer(asked, moves);
  }

  /// Parts that concern no path of the edge leave it as it is.
  private static List<PathFact> assumed(
      List<SiteAssumption> assumptions, EdgeConfiguration configuration, List<PathFact> facts) {
    List<Assumption> parts = new ArrayList<>();
    for (SiteAssumption assumption : assumptions) {
      if (assumption.site().equals(configuration.getSite())) {
        parts.add(assumption.own());
      }
      configuration.getPeersList().stream()
          .filter(peer -> peer.getSite().equals(assumption.site()))
          .forEach(peer -> parts.add(assumption.ofPeer(peer.getName())));
    }
    parts.removeIf(part -> facts.stream().noneMatch(part.subject()::fits));
    return new Assumptions(parts).applyTo(facts);
  }

  private static Move move(String edge, Difference difference) {
    return new Move(
        edge,
        difference.trafficClass(),
        difference.peer(),
        way(difference.now()),
        way(difference.then()));
  }

  private static Way way(@Nullable SteeringVerdict verdict) {
    return verdict == null
        ? Way.NONE
        : new Way(
            verdict.mode().word(), Difference.best(verdict), verdict.rule(), verdict.reason());
  }
}
