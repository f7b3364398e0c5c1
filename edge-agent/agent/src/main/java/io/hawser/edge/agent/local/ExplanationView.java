package io.hawser.edge.agent.local;

import java.util.List;

/// The road of one decision: flow → application → class → rule → path → why.
///
/// `path` are the ids of all that carry it, joined by `+`, where it is bonded; `applicationReason`
/// names the match ("udp port 5060-5061"), `classReason` the line of the policy, `copies` what of
/// it went by a second path as well (empty for nothing), `jitterBuffer` what is done for the even
/// spacing of it and of what answers it (empty for nothing), `alternatives` all other paths to the
/// peer, best first, each with why not; `moves` what happened to its class towards this peer,
/// newest first, each with the rule that decided and what that found.
public record ExplanationView(
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

  /// `cause` is what led to it, and empty where that was no change of a path, no miss of the SLA
  /// and no new revision; `measured` are the paths left, then those taken.
  public record Move(
      long agoMs,
      String from,
      String to,
      String cause,
      String rule,
      String reason,
      List<MeasuredPath> measured) {
    public Move {
      measured = List.copyOf(measured);
    }
  }

  /// How a path fared outwards at the moment of a move, as the rules were told: the one-way delay,
  /// or half the round trip where only that was known.
  public record MeasuredPath(String path, long lossPpm, long latencyUs, long jitterUs) {}
}
