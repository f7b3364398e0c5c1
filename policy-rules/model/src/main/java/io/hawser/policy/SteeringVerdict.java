package io.hawser.policy;

import java.util.List;

/// What the rules decided for one class of traffic towards one peer.
///
/// @param trafficClass the class's name
/// @param peer the peer's name
/// @param mode how flows use the paths
/// @param tiers path ids that may carry it, best tier first; equal paths share a tier; empty where
///   nothing may or can
/// @param rule the name of the rule that decided the best tier
/// @param reason the same for people, with the measured values
/// @param barred ids of paths that carry, but not this class: its SLA is strict, and they are not
///   known to be within it
public record SteeringVerdict(
    String trafficClass,
    String peer,
    SteeringMode mode,
    List<List<String>> tiers,
    String rule,
    String reason,
    List<String> barred) {
  public SteeringVerdict {
    tiers = tiers.stream().map(List::copyOf).toList();
    barred = List.copyOf(barred);
  }

  /// Where no path is barred.
  public SteeringVerdict(
      String trafficClass,
      String peer,
      SteeringMode mode,
      List<List<String>> tiers,
      String rule,
      String reason) {
    this(trafficClass, peer, mode, tiers, rule, reason, List.of());
  }

  /// Whether at least one path may carry this class.
  public boolean carries() {
    return !tiers.isEmpty();
  }

  /// Whether nothing carries it though paths would: none is within its strict SLA.
  public boolean isOutsideSla() {
    return tiers.isEmpty() && !barred.isEmpty();
  }
}
