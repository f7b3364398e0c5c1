package io.hawser.edge.agent.local;

import java.util.List;

/// What the rules would decide if something were otherwise, beside what they decided. Nothing has
/// changed by the question.
///
/// @param assumed the question again
/// @param policy what the other policy was called; empty where the present one was asked
/// @param decisions one for every class and peer, in the order of the policy
public record WhatIfView(String assumed, String policy, List<Decision> decisions) {
  public WhatIfView {
    decisions = List.copyOf(decisions);
  }

  /// @param moves whether flows would go another way
  public record Decision(String trafficClass, String peer, boolean moves, Way now, Way then) {}

  /// How a class goes: all of it empty where there is no such class.
  ///
  /// @param path id of the path that carries it, several joined by a comma; empty where none does
  /// @param reason the rule in words, with the values that it saw
  public record Way(String mode, String path, String rule, String reason) {
    public static final Way NONE = new Way("", "", "", "");
  }
}
