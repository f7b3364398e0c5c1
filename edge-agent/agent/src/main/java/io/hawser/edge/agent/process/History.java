package io.hawser.edge.agent.process;

import io.hawser.edge.control.ControlListener.Move;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The latest moves, for `hawser explain`. Written by the control thread, read by any.
final class History {
  private static final int CAPACITY = 500;

  private final Deque<Move> moves = new ArrayDeque<>();

  synchronized void add(Move move) {
    if (moves.size() == CAPACITY) {
      moves.removeLast();
    }
    moves.addFirst(move);
  }

  /// Of one class towards one peer, newest first.
  synchronized List<Move> of(String trafficClass, String peer) {
    List<Move> found = new ArrayList<>();
    for (Move move : moves) {
      if (move.trafficClass().equals(trafficClass) && move.peer().equals(peer)) {
        found.add(move);
      }
    }
    return found;
  }
}
