package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.PolicyDocument;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.policy.Policy;
import io.hawser.policy.PolicyException;
import java.util.List;
import java.util.Set;

/// Which policies this company can have: those that name its sites only. A grant that names no site
/// would grant nothing, silently.
final class PolicyRules {
  private PolicyRules() {}

  static List<Change> put(Company company, Command.PutPolicy c) {
    Policy policy = read(c.yaml(), c.fileName(), company.sites().keySet());
    PolicyDocument document = new PolicyDocument(policy.toYaml());
    return document.equals(company.policy())
        ? List.of()
        : List.of(new Change.PolicyChanged(document));
  }

  /// The policy in force must fit the sites that are to be.
  static void keepsFitting(PolicyDocument document, Set<String> sites) {
    read(document.yaml(), "policy in force", sites);
  }

  private static Policy read(String yaml, String fileName, Set<String> sites) {
    try {
      return Policy.parse(yaml, fileName, sites);
    } catch (PolicyException e) {
      throw RefusedException.invalid(String.valueOf(e.getMessage()));
    }
  }
}
