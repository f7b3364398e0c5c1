package io.hawser.orchestrator.console;

import java.util.List;

/// Why a flow goes its way, as its edge says: flow → application → class → rule → path → why.
///
/// @param flow `udp:10.1.1.5:4000-10.20.0.9:5060`
/// @param exists otherwise it is what would happen to one
/// @param application `-` where the policy names none for it
/// @param path empty where it goes nowhere
/// @param copies what of it went by a second path as well, empty for nothing
/// @param jitterBuffer what is done for the even spacing of it and of what answers it, empty for
///   nothing
/// @param alternatives all other paths to the peer, best first
/// @param moves what happened to its class towards this peer, newest first
public record ExplanationView(
    String edge,
    String flow,
    boolean exists,
    String application,
    String applicationReason,
    String trafficClass,
    String classReason,
    String mode,
    String peer,
    String rule,
    String path,
    String reason,
    String copies,
    String jitterBuffer,
    List<Alternative> alternatives,
    List<Move> moves) {
  public ExplanationView {
    alternatives = List.copyOf(alternatives);
    moves = List.copyOf(moves);
  }

  /// A path that the flow does not take.
  public record Alternative(String path, String state, String whyNot) {}

  /// @param cause empty where that was no change of a path, no miss of an SLA and no new revision
  /// @param measured the paths that were left, then those that were taken
  public record Move(
      long epochMs,
      String from,
      String to,
      String cause,
      String rule,
      String reason,
      List<EventView.MovedPath> measured) {
    public Move {
      measured = List.copyOf(measured);
    }
  }
}
