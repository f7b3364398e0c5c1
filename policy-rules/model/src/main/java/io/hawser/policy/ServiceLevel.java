package io.hawser.policy;

/// What a class needs of a path, in the outward direction. Each limit is the largest value that is
/// still good, or [#NO_LIMIT].
///
/// @param latencyUs one-way delay, microseconds
/// @param lossPpm packets lost, parts per million
/// @param jitterUs variation of the delay, microseconds
/// @param strict whether the class rather goes nowhere than by a path that is not within the limits
public record ServiceLevel(long latencyUs, long lossPpm, long jitterUs, boolean strict) {
  /// Stands in every limit that is not set.
  public static final long NO_LIMIT = -1;

  /// Asks for nothing: every path that carries will do.
  public static final ServiceLevel NONE = new ServiceLevel(NO_LIMIT, NO_LIMIT, NO_LIMIT);

  public ServiceLevel {
    requireLimit("latency-ms", latencyUs);
    requireLimit("loss-percent", lossPpm);
    requireLimit("jitter-ms", jitterUs);
    if (strict && latencyUs == NO_LIMIT && lossPpm == NO_LIMIT && jitterUs == NO_LIMIT) {
      throw new IllegalArgumentException(
          "strict: true (expected: latency-ms, loss-percent or jitter-ms beside it)");
    }
  }

  /// Of a class that takes the best of the worst where no path is within the limits.
  public ServiceLevel(long latencyUs, long lossPpm, long jitterUs) {
    this(latencyUs, lossPpm, jitterUs, false);
  }

  private static void requireLimit(String name, long value) {
    if (value < NO_LIMIT) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 or more, or -1 for no limit)");
    }
  }
}
