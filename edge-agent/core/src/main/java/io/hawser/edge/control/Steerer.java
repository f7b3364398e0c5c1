package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import java.util.Collection;
import java.util.List;

/// The rules, asked on the control thread.
@FunctionalInterface
public interface Steerer {
  /// A verdict for every class of `policy` and every peer that `facts` name.
  List<SteeringVerdict> decide(Policy policy, Collection<PathFact> facts);
}
