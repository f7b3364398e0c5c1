package io.hawser.edge.agent.store;

/// Says whether a policy document can be read; the parser of `policy-rules/model` stands behind it.
@FunctionalInterface
public interface PolicyCheck {
  /// Throws, with the reason as message, where the document cannot be used.
  void check(String policyYaml);
}
