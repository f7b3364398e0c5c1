package io.hawser.edge.steer;

import io.hawser.policy.SteeringMode;
import java.util.List;

/// What the rules chose for one class of traffic towards one peer, in slots of paths.
///
/// @param tiers slots of the paths that may carry it, best tier first; empty where nothing can
/// @param rule the rule that decided the best tier
/// @param reason the same for people
public record Choice(SteeringMode mode, List<List<Integer>> tiers, String rule, String reason) {
  /// Before the rules have spoken.
  public static final Choice NONE =
      new Choice(
          SteeringMode.SINGLE, List.of(), "no decision yet", "no path has been measured yet");

  public Choice {
    tiers = tiers.stream().map(List::copyOf).toList();
  }

  public boolean carries() {
    return !tiers.isEmpty();
  }
}
