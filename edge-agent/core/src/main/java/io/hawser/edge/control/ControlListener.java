package io.hawser.edge.control;

import io.hawser.edge.path.PathChange;

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
  /// @param cause the latest change of a path that led to it, in words; empty where a plan did
  record Move(
      long atNs,
      String trafficClass,
      String peer,
      String from,
      String to,
      String cause,
      String rule,
      String reason) {}
}
