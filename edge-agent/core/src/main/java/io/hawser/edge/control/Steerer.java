package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules, asked on the control thread.
@FunctionalInterface
public interface Steerer {
  /// A verdict for every class of `policy` and every peer that `facts` name.
  ///
  /// @param held ids of the paths that a class left in trouble and is not to hurry back to, by
  ///   class
  List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> facts, Map<String, Set<String>> held);

  /// False while verdicts are makeshifts that better ones will follow without any new fact.
  default boolean isSettled() {
    return true;
  }
}
