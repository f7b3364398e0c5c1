package io.hawser.lab.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a tunnel costs without traffic: processor time and memory.
final class Upkeep {
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final double MEMORY_GOAL_MB = 160;
  private static final double MEMORY_RATIO_GOAL = 0.6;

  private Upkeep() {}

  /// Everybody in the same windows: nobody does anything.
  static void idle(Board board) {
    board.say("idle");
    Rounds shares = new Rounds();
    for (int round = 0; round < board.rounds(); round++) {
      Map<Contender, Duration> before = new HashMap<>();
      board.contenders().forEach(each -> before.put(each, each.cpu()));
      board.context().pass(WINDOW);
      for (Contender each : board.contenders()) {
        Duration spent = each.cpu().minus(before.getOrDefault(each, Duration.ZERO));
        shares.add(each, 100.0 * spent.toNanos() / WINDOW.toNanos());
      }
    }
    board.note("processor idle, both ends", shares, "% of a core");
  }

  /// After whatever was measured before.
  static void memory(Board board) throws IOException {
    Rounds memory = Rounds.run(List.of(board.ours(), board.peer()), 1, Contender::residentMb);
    double ours = memory.of(board.ours()).median();
    double theirs = memory.of(board.peer()).median();
    board.figures().atMost("resident memory: " + board.ours().name(), ours, "MB", MEMORY_GOAL_MB);
    board.figures().note("resident memory: " + board.peer().name(), theirs, "MB");
    board.figures().atMost("resident memory: ratio", ours / theirs, "×", MEMORY_RATIO_GOAL);
  }
}
