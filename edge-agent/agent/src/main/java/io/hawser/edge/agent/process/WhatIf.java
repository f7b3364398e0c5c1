package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.WhatIfView;
import io.hawser.edge.agent.local.WhatIfView.Decision;
import io.hawser.edge.agent.local.WhatIfView.Way;
import io.hawser.edge.control.Situation;
import io.hawser.edge.control.Steerer;
import io.hawser.policy.Policy;
import io.hawser.policy.PolicyException;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.whatif.Assumptions;
import io.hawser.policy.whatif.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers what the rules would decide. Asked on a thread of the local API, with a copy of what
/// control knows: neither packets nor control wait for it.
final class WhatIf {
  private final Steerer rules;

  WhatIf(Steerer rules) {
    this.rules = rules;
  }

  /// @param situation null before the first configuration
  /// @throws IllegalArgumentException with what cannot be asked so
  WhatIfView ask(
      @Nullable Situation situation, List<String> words, String policy, String policyName) {
    if (situation == null) {
      throw new IllegalArgumentException(
          "configuration: none yet (expected: one of the orchestrator)");
    }
    Policy other = policy.isEmpty() ? situation.policy() : parse(policy, policyName);
    List<Difference> differences = situation.whatIf(rules, Assumptions.parse(words), other);
    return new WhatIfView(
        String.join(" ", words),
        policy.isEmpty() ? "" : policyName,
        differences.stream().map(WhatIf::decision).toList());
  }

  private static Policy parse(String policy, String policyName) {
    try {
      return Policy.parse(policy, policyName);
    } catch (PolicyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Decision decision(Difference difference) {
    return new Decision(
        difference.trafficClass(),
        difference.peer(),
        difference.moves(),
        way(difference.now()),
        way(difference.then()));
  }

  private static Way way(@Nullable SteeringVerdict verdict) {
    return verdict == null
        ? Way.NONE
        : new Way(
            verdict.mode().word(),
            String.join(", ", Difference.best(verdict)),
            verdict.rule(),
            verdict.reason());
  }
}
