package io.hawser.orchestrator.server.web;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.console.WhatIfView;
import io.hawser.orchestrator.server.OrchestratorServices;
import io.hawser.orchestrator.server.control.PathStanding;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import io.hawser.policy.Policy;
import io.hawser.policy.PolicyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers "what if" for the whole company, by what its edges told of their paths last. One
/// question at a time: the rules of a large company take seconds.
final class WhatIfDesk {
  private final OrchestratorServices services;

  /// Loaded at the first question.
  private @Nullable CompanyRules rules;

  WhatIfDesk(OrchestratorServices services) {
    this.services = services;
  }

  synchronized WhatIfView ask(List<String> assume, @Nullable String policyYaml, String policyName) {
    Company company = services.ledger().company();
    List<SiteAssumption> assumptions =
        assume.stream().map(line -> SiteAssumption.parse(line, company.sites())).toList();
    Policy other = policyYaml == null ? null : parse(policyYaml, policyName, company);
    Map<String, List<PathStanding>> told = told();
    List<CompanyRules.Surveyed> edges = new ArrayList<>();
    List<String> away = new ArrayList<>();
    for (Edge edge : company.members()) {
      EdgeRevisions.Told newest = services.revisions().newest(edge.id()).orElse(null);
      if (newest == null || services.presence().of(edge.id()).isEmpty()) {
        away.add(edge.name());
      } else {
        edges.add(
            new CompanyRules.Surveyed(
                edge.name(), read(newest), told.getOrDefault(edge.id(), List.of())));
      }
    }
    CompanyRules.Answer answer = rules().ask(edges, assumptions, other);
    return new WhatIfView(assume, other != null, answer.asked(), away, answer.moves());
  }

  private CompanyRules rules() {
    CompanyRules loaded = rules;
    if (loaded == null) {
      loaded = new CompanyRules();
      rules = loaded;
    }
    return loaded;
  }

  private Map<String, List<PathStanding>> told() {
    Map<String, List<PathStanding>> told = new HashMap<>();
    for (PathStanding standing : services.telemetry().latest()) {
      told.computeIfAbsent(standing.reading().edgeId(), _ -> new ArrayList<>()).add(standing);
    }
    return told;
  }

  private static EdgeConfiguration read(EdgeRevisions.Told told) {
    try {
      return EdgeConfiguration.parseFrom(told.signed().getConfiguration());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "configuration: revision "
              + told.revision()
              + " unreadable (expected: EdgeConfiguration)",
          e);
    }
  }

  private static Policy parse(String yaml, String name, Company company) {
    try {
      return Policy.parse(yaml, name, company.sites().keySet());
    } catch (PolicyException e) {
      throw new DocumentRefused(String.valueOf(e.getMessage()), e);
    }
  }
}
