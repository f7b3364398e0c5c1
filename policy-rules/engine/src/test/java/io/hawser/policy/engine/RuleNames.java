package io.hawser.policy.engine;

import java.util.List;

final class RuleNames {
  private RuleNames() {}

  static List<String> all() {
    return CompiledRules.load().getKiePackages().stream()
        .flatMap(rules -> rules.getRules().stream())
        .map(rule -> rule.getName())
        .toList();
  }
}
