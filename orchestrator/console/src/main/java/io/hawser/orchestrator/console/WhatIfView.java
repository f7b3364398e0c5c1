package io.hawser.orchestrator.console;

import java.util.List;

/// What the rules would decide if something were otherwise. Nothing was changed by asking.
///
/// @param assumed the question again
/// @param otherPolicy whether another policy than the one in force was asked
/// @param asked decisions that were compared, those that stay the same too
/// @param away edges that were left out, because nobody knows how their paths fare
/// @param moves decisions that would be others, by edge
public record WhatIfView(
    List<String> assumed, boolean otherPolicy, int asked, List<String> away, List<Move> moves) {
  public WhatIfView {
    assumed = List.copyOf(assumed);
    away = List.copyOf(away);
    moves = List.copyOf(moves);
  }

  public record Move(String edge, String trafficClass, String peer, Way now, Way then) {}

  /// How a class goes; all of it empty where there is no such class.
  ///
  /// @param paths that carry it; none where nothing does
  public record Way(String mode, List<String> paths, String rule, String reason) {
    public static final Way NONE = new Way("", List.of(), "", "");

    public Way {
      paths = List.copyOf(paths);
    }
  }
}
