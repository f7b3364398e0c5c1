package io.hawser.lab.traffic;

import java.util.Arrays;

/// How many bytes arrived in each millisecond since a moment. Used by receivers and the scenario:
/// every method takes the lock.
final class ArrivalCurve {
  private static final long STEP_NS = 1_000_000;
  private static final int FIRST_STEPS = 1 << 14;

  private final long startNs;
  private int[] bytes = new int[FIRST_STEPS];

  ArrivalCurve(long startNs) {
    this.startNs = startNs;
  }

  /// Takes note of an arrival, not before the start.
  synchronized void arrived(int length, long nowNs) {
    int at = (int) ((nowNs - startNs) / STEP_NS);
    if (at >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(at + 1, bytes.length * 2));
    }
    bytes[at] += length;
  }

  /// Bytes that arrived in an interval, whose ends count as whole milliseconds since the start.
  synchronized long bytes(long sinceNs, long untilNs) {
    long sum = 0;
    for (int i = step(sinceNs); i < step(untilNs); i++) {
      sum += bytes[i];
    }
    return sum;
  }

  /// The longest time within an interval in which nothing arrived, ms.
  synchronized double longestSilenceMs(long sinceNs, long untilNs) {
    int longest = 0;
    int silent = 0;
    long last = Math.max(0, (untilNs - startNs) / STEP_NS);
    for (long i = Math.max(0, (sinceNs - startNs) / STEP_NS); i < last; i++) {
      silent = i < bytes.length && bytes[(int) i] > 0 ? 0 : silent + 1;
      longest = Math.max(longest, silent);
    }
    return longest * (STEP_NS / 1e6);
  }

  private int step(long timeNs) {
    return (int) Math.clamp((timeNs - startNs) / STEP_NS, 0L, (long) bytes.length);
  }
}
