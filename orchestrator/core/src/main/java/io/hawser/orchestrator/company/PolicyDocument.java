package io.hawser.orchestrator.company;

import io.hawser.policy.Policy;

/// The policy in force, in its canonical text.
public record PolicyDocument(String yaml) {
  /// For a company in which nobody has written one.
  public static final PolicyDocument STANDARD = new PolicyDocument(Policy.standard().toYaml());

  /// Reads the text again; it was read once before it was stored.
  public Policy policy() {
    return Policy.parse(yaml, "policy.yaml");
  }
}
