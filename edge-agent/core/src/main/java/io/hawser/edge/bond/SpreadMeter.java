package io.hawser.edge.bond;

import java.util.Arrays;

/// How long a packet is to be waited for that others overtook, of one peer. Owned by the inbound
/// agent; not thread-safe.
///
/// What is measured is what matters: how long after the first packet that overtook it a missing one
/// came, by the path on which it came. That is the difference of the paths' one-way delays with all
/// that waits before them, and needs no clocks. The wait is the mean of the path that is furthest
/// behind plus four times its mean deviation (as RFC 6298, section 2, for a round trip), or as long
/// as the longest of the last while took; at most [#CAP_NS]. It is for what is on its way: of what
/// is lost the counts tell. As long as nothing was overtaken nothing is known, and the cap is
/// waited for.
public final class SpreadMeter {
  /// Longer, nothing is waited for; and no path is in a bond that lags more.
  public static final long CAP_NS = 100_000_000L;

  /// Less would take every hiccup of a host for a loss.
  static final long FLOOR_NS = 10_000_000L;

  /// What was measured is forgotten after so long.
  static final long MEMORY_NS = 10_000_000_000L;

  /// Of a packet that was asked for: there and back, at most.
  public static final long LONGEST_ASK_NS = 200_000_000L;

  /// Paths that are measured at once; one more takes the place of the one heard longest ago.
  static final int PATHS = BondScheduler.MEMBERS;

  private static final int NO_PATH = -1;
  private static final int MEAN_SHIFT = 3;
  private static final int DEVIATION_SHIFT = 2;
  private static final int DEVIATIONS = 4;

  private final int[] path = new int[PATHS];
  private final long[] meanNs = new long[PATHS];
  private final long[] deviationNs = new long[PATHS];
  private final long[] mostNs = new long[PATHS];
  private final long[] mostAtNs = new long[PATHS];
  private final long[] lastNs = new long[PATHS];
  private long askNs = LONGEST_ASK_NS;

  public SpreadMeter() {
    Arrays.fill(path, NO_PATH);
  }

  /// A packet came so long after the first one that overtook it.
  void onOvertaken(int byPath, long lateNs, long nowNs) {
    int i = place(byPath, nowNs);
    long sampleNs = Math.min(lateNs, 2 * CAP_NS);
    if (path[i] == byPath && nowNs - lastNs[i] <= MEMORY_NS) {
      long errorNs = sampleNs - meanNs[i];
      deviationNs[i] += (Math.abs(errorNs) - deviationNs[i]) >> DEVIATION_SHIFT;
      meanNs[i] += errorNs >> MEAN_SHIFT;
    } else {
      path[i] = byPath;
      meanNs[i] = sampleNs;
      deviationNs[i] = sampleNs >> 1;
      mostNs[i] = 0;
    }
    if (sampleNs >= mostNs[i] || nowNs - mostAtNs[i] > MEMORY_NS) {
      mostNs[i] = sampleNs;
      mostAtNs[i] = nowNs;
    }
    lastNs[i] = nowNs;
  }

  private int place(int byPath, long nowNs) {
    int oldest = 0;
    for (int i = 0; i < PATHS; i++) {
      if (path[i] == byPath) {
        return i;
      }
      boolean older = nowNs - lastNs[i] > nowNs - lastNs[oldest];
      oldest = path[oldest] != NO_PATH && (path[i] == NO_PATH || older) ? i : oldest;
    }
    return oldest;
  }

  /// How long what others overtook is waited for.
  public long waitNs(long nowNs) {
    long waitNs = 0;
    for (int i = 0; i < PATHS; i++) {
      if (path[i] != NO_PATH && nowNs - lastNs[i] <= MEMORY_NS) {
        long likelyNs = meanNs[i] + DEVIATIONS * deviationNs[i];
        waitNs = Math.max(waitNs, Math.max(likelyNs, mostNs[i]));
      }
    }
    return waitNs == 0 ? CAP_NS : Math.clamp(waitNs, FLOOR_NS, CAP_NS);
  }

  /// Tells how long a packet takes that is asked for: a round trip by the quickest path, and what
  /// waits there.
  public void setAskNs(long roundTripNs) {
    askNs = Math.min(roundTripNs, LONGEST_ASK_NS);
  }

  /// How long what was asked for is waited for.
  public long askNs() {
    return askNs;
  }
}
