package io.hawser.edge.agent.local;

import java.util.List;

/// The road of one decision: flow → application → class → rule → path → why.
///
/// `applicationReason` names the match ("udp port 5060-5061"), `classReason` the line of the
/// policy, `copies` what of it went by a second path as well (empty for nothing), `alternatives`
/// all other paths to the peer, best first, each with why not; `moves` what happened to its class
/// towards this peer, newest first.
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
    List<Alternative> alternatives,
    List<Move> moves) {
  public ExplanationView {
    alternatives = List.copyOf(alternatives);
    moves = List.copyOf(moves);
  }

  /// A path that the flow does not take.
  public record Alternative(String path, String state, String whyNot) {}

  public record Move(long agoMs, String from, String to, String cause) {}
}
