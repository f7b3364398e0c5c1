package io.hawser.orchestrator.console;

import java.util.Locale;

/// State of one direction of a path, worst last.
public enum PathState {
  UP,
  /// Answers again, and is watched before flows come back.
  PROBATION,
  SUSPECT,
  DEGRADED,
  DOWN,
  /// Nothing was measured, or the edge that would tell has gone silent.
  UNKNOWN;

  /// The state that an edge calls `word`; a word of a later version is unknown to us.
  public static PathState of(String word) {
    for (PathState state : values()) {
      if (state.word().equals(word)) {
        return state;
      }
    }
    return UNKNOWN;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether packets flow that way, well or badly.
  public boolean carries() {
    return switch (this) {
      case UP, PROBATION, SUSPECT, DEGRADED -> true;
      case DOWN, UNKNOWN -> false;
    };
  }
}
