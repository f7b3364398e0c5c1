package io.hawser.edge.steer;

import io.hawser.policy.SteeringMode;
import java.util.List;

/// What the rules chose for one class of traffic towards one peer, in slots of paths.
///
/// @param tiers slots of the paths that may carry it, best tier first; empty where nothing can
/// @param rule the rule that decided the best tier
/// @param reason the same for people
/// @param lingering slots of the paths that were best before and still serve: their flows go to the
///   best tier in steps
/// @param moved how many of [#PARTS] of these flows are to have gone
/// @param outsideSla whether nothing carries it though paths would: none is within its strict SLA
public record Choice(
    SteeringMode mode,
    List<List<Integer>> tiers,
    String rule,
    String reason,
    List<Integer> lingering,
    int moved,
    boolean outsideSla) {
  /// Flows are told apart by their hash in so many equal parts.
  public static final int PARTS = 5;

  /// Before the rules have spoken.
  public static final Choice NONE =
      new Choice(
          SteeringMode.SINGLE, List.of(), "no decision yet", "no path has been measured yet");

  public Choice {
    tiers = tiers.stream().map(List::copyOf).toList();
    lingering = List.copyOf(lingering);
  }

  /// Whose flows all go to the best tier at once.
  public Choice(SteeringMode mode, List<List<Integer>> tiers, String rule, String reason) {
    this(mode, tiers, rule, reason, List.of(), PARTS, false);
  }

  /// Whether a flow that is on `path` stays there for now.
  boolean lingers(int path, int hash) {
    for (int i = 0; i < lingering.size(); i++) {
      if (lingering.get(i) == path) {
        return Integer.remainderUnsigned(hash >>> Byte.SIZE, PARTS) >= moved;
      }
    }
    return false;
  }

  public boolean carries() {
    return !tiers.isEmpty();
  }
}
