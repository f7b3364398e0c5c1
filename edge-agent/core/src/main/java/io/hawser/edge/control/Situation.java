package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.whatif.Assumptions;
import io.hawser.policy.whatif.Difference;
import java.util.List;
import java.util.Map;

/// What the rules were told last, and what they said. Immutable: taken from [EdgeControl] on its
/// thread, good for questions on any.
///
/// @param standings of paths with classes, by class and path id
public record Situation(
    Policy policy,
    List<PathFact> facts,
    Map<String, Map<String, Standing>> standings,
    List<SteeringVerdict> verdicts) {
  public Situation {
    facts = List.copyOf(facts);
    standings = Map.copyOf(standings);
    verdicts = List.copyOf(verdicts);
  }

  /// What `rules` would say of these facts if something about them, or the policy, were otherwise;
  /// beside what they said. It is a question: nothing follows from it.
  ///
  /// @param rules fit for the caller's thread
  /// @param other may be the present one
  /// @throws IllegalArgumentException where something is assumed of a path that does not exist
  public List<Difference> whatIf(Steerer rules, Assumptions assumed, Policy other) {
    return Difference.between(verdicts, rules.decide(other, assumed.applyTo(facts), standings));
  }
}
