package io.hawser.edge.simulation;

import io.hawser.policy.JitterBuffer;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.TrafficClass;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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

  /// No real-time flow is carried.
  static Policy withoutCalls() {
    return withMode(each -> each.realTime() ? SteeringMode.DENY : each.mode());
  }

  /// No class avoids what costs.
  static Policy withoutAvoidance() {
    return of(each -> variant(each, each.mode(), false));
  }

  /// Real-time flows use their paths in this way, and leave the far edge as they came here.
  static Policy buffering(SteeringMode mode) {
    return of(
        each ->
            each.realTime()
                ? new TrafficClass(
                    each.name(),
                    each.applications(),
                    mode,
                    each.sla(),
                    each.prefer(),
                    each.avoidMetered(),
                    true,
                    false,
                    JitterBuffer.AUTO_MS,
                    each.queue())
                : each);
  }

  private static Policy withMode(Function<TrafficClass, SteeringMode> modes) {
    return of(each -> variant(each, modes.apply(each), each.avoidMetered()));
  }

  private static Policy of(UnaryOperator<TrafficClass> change) {
    Policy standard = Policy.standard();
    return new Policy(
        standard.applications(),
        standard.classes().stream().map(change).toList(),
        standard.defaultClass(),
        standard.queues(),
        standard.grants(),
        standard.expectations());
  }

  private static TrafficClass variant(TrafficClass of, SteeringMode mode, boolean avoidMetered) {
    return new TrafficClass(
        of.name(),
        of.applications(),
        mode,
        of.sla(),
        of.prefer(),
        avoidMetered,
        of.realTime(),
        of.orderCritical(),
        of.jitterBufferMs(),
        of.queue());
  }
}
