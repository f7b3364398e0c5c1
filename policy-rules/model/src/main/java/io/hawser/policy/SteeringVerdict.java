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
public record SteeringVerdict(
    String trafficClass,
    String peer,
    SteeringMode mode,
    List<List<String>> tiers,
    String rule,
    String reason) {
  public SteeringVerdict {
    tiers = tiers.stream().map(List::copyOf).toList();
  }

  /// Whether at least one path may carry this class.
  public boolean carries() {
    return !tiers.isEmpty();
  }
}
