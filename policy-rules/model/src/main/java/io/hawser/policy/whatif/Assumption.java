package io.hawser.policy.whatif;

import io.hawser.policy.PathFact;
import java.util.List;

/// What is assumed of some paths.
///
/// @param effects in the order in which they are applied, at least one
public record Assumption(Subject subject, List<Effect> effects) {
  public Assumption {
    effects = List.copyOf(effects);
    if (effects.isEmpty()) {
      throw new IllegalArgumentException("effects: none (expected: at least one)");
    }
  }

  PathFact applyTo(PathFact fact) {
    PathFact assumed = fact;
    for (Effect effect : effects) {
      assumed = effect.applyTo(assumed);
    }
    return Monitored.judge(fact, assumed);
  }
}
