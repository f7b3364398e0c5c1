package io.hawser.orchestrator.server.control;

import java.util.List;

/// A change that an edge told of: a path's state, a class that moved, a link that came or went.
///
/// @param rule of the policy engine, for moves
/// @param reason what that rule found, for moves
/// @param measured the paths that a move left, then those that it took
public record NetworkEvent(
    long epochMs,
    String edgeId,
    String kind,
    String subject,
    String from,
    String to,
    String cause,
    String rule,
    String reason,
    List<MovedPath> measured) {
  public NetworkEvent {
    measured = List.copyOf(measured);
  }

  /// How a path fared at the moment of a move; -1 where that was not measured.
  public record MovedPath(String path, long lossPpm, long latencyUs, long jitterUs) {}
}
