package io.hawser.orchestrator.console;

import java.util.List;

/// Something that changed, and why.
///
/// @param edge name of the edge that saw it
/// @param kind `path-state`, `move`, `link`
/// @param cause what led to it; of a move empty where that was no change of a path, no miss of an
///   SLA and no new revision
/// @param rule of the policy engine, empty where no rule was asked
/// @param reason what that rule found
/// @param measured the paths that a move left, then those that it took
public record EventView(
    long epochMs,
    String edge,
    String kind,
    String subject,
    String from,
    String to,
    String cause,
    String rule,
    String reason,
    List<MovedPath> measured) {
  public EventView {
    measured = List.copyOf(measured);
  }

  /// How a path fared outwards at the moment of a move, as the rules were told; -1 where that was
  /// not measured.
  public record MovedPath(String path, long lossPpm, long latencyUs, long jitterUs) {}
}
