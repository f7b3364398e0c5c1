package io.hawser.edge.bench;

import io.hawser.policy.SteeringMode;

/// How the packets of a flow go.
public enum FlowMode {
  PLAIN(SteeringMode.SINGLE),
  DUPLICATE(SteeringMode.DUPLICATE),
  BOND(SteeringMode.BOND),
  /// Of a path that loses nothing.
  PROTECT_CLEAN(SteeringMode.PROTECT),
  /// Of one that loses 5 %.
  PROTECT_LOSSY(SteeringMode.PROTECT);

  final SteeringMode steering;

  FlowMode(SteeringMode steering) {
    this.steering = steering;
  }
}
