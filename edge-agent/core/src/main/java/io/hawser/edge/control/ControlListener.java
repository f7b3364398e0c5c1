package io.hawser.edge.control;

import io.hawser.edge.path.PathChange;
import io.hawser.policy.PathFact;
import java.util.List;

/// Told of what a person may ask about. Calls come on the control thread and must not block.
public interface ControlListener {
  /// A direction of a path changed its state.
  void onPathChange(PathChange change);

  /// The best paths of a class towards a peer changed.
  void onMove(Move move);

  /// All paths of a peer fell silent at once, or one was heard again.
  void onPeerAway(String peer, boolean away);

  /// A class that goes other ways now.
  ///
  /// @param from ids of the paths of its best tier before, joined by a comma; empty for none
  /// @param to the same of those that it goes by now
  /// @param cause what led to it, in words: the latest change of a path, a new revision, or what
  ///   its former paths lack of its SLA; empty where none of these did, as when a hold-down ended
  /// @param rule the rule that decided
  /// @param reason what that rule found
  /// @param measured how the paths of `from`, then those of `to`, fared at that moment; without
  ///   those that are no more
  record Move(
      long atNs,
      String trafficClass,
      String peer,
      String from,
      String to,
      String cause,
      String rule,
      String reason,
      List<PathFact> measured) {
    public Move {
      measured = List.copyOf(measured);
    }
  }
}
