package io.hawser.probe;

import java.util.Arrays;

/// Loss of the last while from counters: how many packets were expected, how many of them are
/// missing. Sliced in time; a slice leaves the window as a whole. One object answers for every
/// window up to its length. Not thread-safe.
///
/// `missing` may be negative: a packet that was counted as missing and came late after all. Sums
/// over a window are held at zero or more.
public final class LossWindow {
  public static final long MILLION = 1_000_000;

  private final long sliceNs;
  private final long[] expected;
  private final long[] missing;
  private long slice;
  private boolean started;

  /// Slices of `sliceNs` are kept for `windowNs` and one slice more.
  public LossWindow(long windowNs, long sliceNs) {
    if (sliceNs <= 0 || windowNs < sliceNs || windowNs / sliceNs > 4_096) {
      throw new IllegalArgumentException(
          "windowNs, sliceNs: "
              + windowNs
              + ", "
              + sliceNs
              + " (expected: 1 to 4096 slices of more than 0 ns)");
    }
    this.sliceNs = sliceNs;
    int slices = (int) (windowNs / sliceNs) + 1;
    expected = new long[slices];
    missing = new long[slices];
  }

  public void add(long nowNs, long newlyExpected, long newlyMissing) {
    advance(nowNs);
    int index = Math.floorMod(slice, expected.length);
    expected[index] += newlyExpected;
    missing[index] += newlyMissing;
  }

  /// How many packets the last `windowNs` expected.
  public long expected(long nowNs, long windowNs) {
    return sum(expected, nowNs, windowNs);
  }

  /// How many of these are missing, 0 or more.
  public long missing(long nowNs, long windowNs) {
    return Math.max(0, sum(missing, nowNs, windowNs));
  }

  /// Loss in the last `windowNs` in millionths, or [Measure#UNMEASURED] where fewer packets than
  /// `leastExpected` can tell.
  public long lossPpm(long nowNs, long windowNs, long leastExpected) {
    long all = expected(nowNs, windowNs);
    if (all < Math.max(1, leastExpected)) {
      return Measure.UNMEASURED;
    }
    return Math.min(MILLION, missing(nowNs, windowNs) * MILLION / all);
  }

  /// Slices that ended before `thenNs` are empty from now on.
  public void forgetBefore(long thenNs) {
    long first = Math.floorDiv(thenNs, sliceNs);
    for (long each = slice - expected.length + 1; each < Math.min(first, slice); each++) {
      int index = Math.floorMod(each, expected.length);
      expected[index] = 0;
      missing[index] = 0;
    }
  }

  public void clear() {
    Arrays.fill(expected, 0);
    Arrays.fill(missing, 0);
  }

  private long sum(long[] counters, long nowNs, long windowNs) {
    advance(nowNs);
    // The slice in progress counts besides the whole ones, else a window of one slice were empty.
    int slices = (int) Math.min(counters.length, (windowNs + sliceNs - 1) / sliceNs + 1);
    long sum = 0;
    int index = Math.floorMod(slice, counters.length);
    for (int back = 0; back < slices; back++) {
      sum += counters[index];
      index = index == 0 ? counters.length - 1 : index - 1;
    }
    return sum;
  }

  private void advance(long nowNs) {
    long now = Math.floorDiv(nowNs, sliceNs);
    if (!started) {
      started = true;
      slice = now;
      return;
    }
    if (now - slice > expected.length) {
      clear();
      slice = now;
    }
    while (slice < now) {
      slice++;
      int index = Math.floorMod(slice, expected.length);
      expected[index] = 0;
      missing[index] = 0;
    }
  }
}
