package io.hawser.probe;

import java.util.Arrays;

/// The last delays of a path, for packet delay variation: RFC 5481 section 4.2, each delay less the
/// smallest of the same window. Holds a fixed number of samples; answers sort a copy, so ask for
/// reports, not per packet. Not thread-safe.
public final class DelayWindow {
  private final long[] delaysNs;
  private int count;
  private int next;

  public DelayWindow(int capacity) {
    if (capacity < 2) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: 2 or more)");
    }
    delaysNs = new long[capacity];
  }

  /// A one-way or round-trip delay; a constant offset between clocks does not matter.
  public void add(long delayNs) {
    delaysNs[next] = delayNs;
    next = next + 1 == delaysNs.length ? 0 : next + 1;
    count = Math.min(count + 1, delaysNs.length);
  }

  public int count() {
    return count;
  }

  /// PDV at a quantile from 0 to 1 (0.95 is usual), or [Measure#UNMEASURED] below two samples. The
  /// quantile is the nearest rank: the smallest sample that at least this share does not exceed.
  public long variationNs(double quantile) {
    if (!(quantile >= 0 && quantile <= 1)) {
      throw new IllegalArgumentException("quantile: " + quantile + " (expected: 0 to 1)");
    }
    if (count < 2) {
      return Measure.UNMEASURED;
    }
    long[] sorted = Arrays.copyOf(delaysNs, count);
    Arrays.sort(sorted);
    int rank = Math.max(1, (int) Math.ceil(quantile * count));
    return sorted[rank - 1] - sorted[0];
  }
}
