package io.hawser.edge.simulation;

import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.TrafficClass;
import java.util.List;
import java.util.function.Function;

/// Variants of the standard policy.
final class Policies {
  private Policies() {}

  /// All its classes use their paths in this way.
  static Policy withMode(SteeringMode mode) {
    return withMode(_ -> mode);
  }

  /// Real-time flows keep to one path, all others are bonded.
  static Policy bonding() {
    return withMode(each -> each.realTime() ? each.mode() : SteeringMode.BOND);
  }

  private static Policy withMode(Function<TrafficClass, SteeringMode> modes) {
    Policy policy = Policy.standard();
    List<TrafficClass> classes =
        policy.classes().stream()
            .map(
                each ->
                    new TrafficClass(
                        each.name(),
                        each.applications(),
                        modes.apply(each),
                        each.sla(),
                        each.prefer(),
                        each.avoidMetered(),
                        each.realTime(),
                        each.orderCritical(),
                        each.queue()))
            .toList();
    return new Policy(
        policy.applications(),
        classes,
        policy.defaultClass(),
        policy.queues(),
        policy.grants(),
        policy.expectations());
  }
}
