package io.hawser.probe;

import java.util.Arrays;

/// The smallest value of the last while, in slices of a [#SLICES]th of the window: a value is
/// forgotten between one window and one window plus a slice after it came. Not thread-safe.
public final class WindowedMinimum {
  static final int SLICES = 16;
  private static final long NONE = Long.MAX_VALUE;

  private final long sliceNs;
  private final long[] minima = new long[SLICES + 1];
  private final int[] counts = new int[SLICES + 1];
  private long slice;
  private boolean started;

  public WindowedMinimum(long windowNs) {
    if (windowNs < SLICES) {
      throw new IllegalArgumentException(
          "windowNs: " + windowNs + " (expected: " + SLICES + " or more)");
    }
    sliceNs = windowNs / SLICES;
    Arrays.fill(minima, NONE);
  }

  public void add(long nowNs, long value) {
    advance(nowNs);
    int index = Math.floorMod(slice, minima.length);
    minima[index] = Math.min(minima[index], value);
    counts[index]++;
  }

  /// The minimum, or [Measure#UNMEASURED] where the window holds nothing.
  public long get(long nowNs) {
    advance(nowNs);
    long minimum = NONE;
    for (long value : minima) {
      minimum = Math.min(minimum, value);
    }
    return minimum == NONE ? Measure.UNMEASURED : minimum;
  }

  /// How many values the window holds.
  public int count(long nowNs) {
    advance(nowNs);
    return Arrays.stream(counts).sum();
  }

  public void clear() {
    Arrays.fill(minima, NONE);
    Arrays.fill(counts, 0);
  }

  private void advance(long nowNs) {
    long now = Math.floorDiv(nowNs, sliceNs);
    if (!started || now - slice > minima.length) {
      started = true;
      clear();
      slice = now;
    }
    while (slice < now) {
      slice++;
      int index = Math.floorMod(slice, minima.length);
      minima[index] = NONE;
      counts[index] = 0;
    }
  }
}
