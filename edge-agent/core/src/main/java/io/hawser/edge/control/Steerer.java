package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The rules, asked on the control thread.
@FunctionalInterface
public interface Steerer {
  /// A verdict for every class of `policy` and every peer that `facts` name.
  ///
  /// @param standings by class and path id; a path that is left out has none
  List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> facts, Map<String, Map<String, Standing>> standings);

  /// False while verdicts are makeshifts that better ones will follow without any new fact.
  default boolean isSettled() {
    return true;
  }
}
