package io.hawser.edge.agent.process;

/// When what the compilers left goes back to the system: once they rest, for packets may wait while
/// it does. Not thread-safe.
final class TrimSchedule {
  /// How often to look, in seconds.
  static final long LOOK_SECONDS = 2;

  /// Compilers that take less between two looks rest.
  private static final long RESTING_MS = 100;

  /// They leave little behind after less.
  private static final long WORTH_MS = 1_000;

  private long lastMs;
  private long trimmedMs;

  /// Look each [#LOOK_SECONDS]; answers whether to give memory back now.
  ///
  /// @param compiledMs what compilers have taken of processors so far
  boolean isDue(long compiledMs) {
    boolean rest = compiledMs - lastMs <= RESTING_MS;
    lastMs = compiledMs;
    if (!rest || compiledMs - trimmedMs < WORTH_MS) {
      return false;
    }
    trimmedMs = compiledMs;
    return true;
  }
}
