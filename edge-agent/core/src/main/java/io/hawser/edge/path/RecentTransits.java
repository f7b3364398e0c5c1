package io.hawser.edge.path;

import io.hawser.probe.Measure;
import java.util.Arrays;

/// The latest transit times of one direction: what of a change lasts, and what is a spike. Owned by
/// control.
///
/// A satellite that changes its beam, or a radio cell, delays everything for up to half a second
/// now and then. That is no brownout; so a delay counts once every sample of a longer time has it,
/// and of the *swings*, the differences between neighbours, the median: a spike has a few at its
/// beginning and a few at its end. Samples hurry while an answer is overdue; a swing is between two
/// that are about as far apart as regular ones, as near ones share their delay.
final class RecentTransits {
  /// No sample: a transit time may be negative, as clocks differ.
  static final long NONE = Long.MAX_VALUE;

  /// A power of two. More than come within [#LASTING_NS] at the fastest rate of probes.
  private static final int KEPT = 32;

  private static final int MASK = KEPT - 1;
  private static final long LASTING_NS = 600_000_000;

  /// Fewer samples are chance.
  private static final int LEAST_SAMPLES = 4;

  /// Samples that go further back tell nothing about now: two seconds, and a probe of an idle path.
  static final long OLDEST_NS = 2_500_000_000L;

  /// Least distance of the two samples of a swing: three quarters of an active path's interval.
  static final long APART_NS = 75_000_000;

  /// So many tell jitter at once. A spike has six of them at most, three at either end where
  /// samples hurry.
  private static final int SWINGS = 13;

  private static final long NO_SWING = -1;

  /// Jitter is sudden where it is by this factor above the usual, so that what a mobile line does
  /// every day by chance moves nobody.
  private static final int SUDDEN_FACTOR = 6;

  /// No class minds less.
  private static final long SUDDEN_LEAST_NS = 10_000_000;

  /// What is usual is known after so many swings: first their mean, then what half of those that
  /// follow exceed, as a moment for which a host stood still, or a trouble of some seconds, is
  /// usual nowhere.
  private static final int LEAST_HABIT_SWINGS = 32;

  /// Each swing draws the usual by this share of it, 2⁻⁶, and by no less than 1 µs.
  private static final int DRAW_BITS = 6;

  private static final long LEAST_DRAW_NS = 1_000;

  private final long[] transitsNs = new long[KEPT];
  private final long[] sentNs = new long[KEPT];
  private final long[] swingsNs = new long[KEPT];
  private int count;
  private long usualSwingNs;
  private int habit;

  /// @param atNs when the sample was sent
  void add(long transitNs, long atNs) {
    long swingNs = swingNs(transitNs, atNs);
    transitsNs[count & MASK] = transitNs;
    sentNs[count & MASK] = atNs;
    swingsNs[count & MASK] = swingNs;
    // From KEPT on only the lowest bits matter.
    count = count == 2 * KEPT - 1 ? KEPT : count + 1;
    if (swingNs != NO_SWING) {
      drawUsual(swingNs);
    }
  }

  private void drawUsual(long swingNs) {
    if (habit < LEAST_HABIT_SWINGS) {
      habit++;
      usualSwingNs = medianSwingNs();
      return;
    }
    long drawNs = Math.max(LEAST_DRAW_NS, usualSwingNs >> DRAW_BITS);
    usualSwingNs += swingNs > usualSwingNs ? drawNs : -Math.min(drawNs, usualSwingNs);
  }

  private long medianSwingNs() {
    long[] swings =
        Arrays.stream(swingsNs, 0, kept()).filter(swing -> swing != NO_SWING).sorted().toArray();
    return swings[swings.length / 2];
  }

  private long swingNs(long transitNs, long atNs) {
    for (int back = 1; back <= kept() && atNs - sentNs[at(back)] <= OLDEST_NS; back++) {
      if (atNs - sentNs[at(back)] >= APART_NS) {
        return Math.abs(transitNs - transitsNs[at(back)]);
      }
    }
    return NO_SWING;
  }

  /// The next one is by other clocks.
  void clear() {
    count = 0;
  }

  /// The least delay of a time long enough to be no spike, or [#NONE] where too little is known of
  /// it.
  long lastingNs(long nowNs) {
    long leastNs = NONE;
    for (int back = 1; back <= kept() && nowNs - sentNs[at(back)] <= OLDEST_NS; back++) {
      leastNs = Math.min(leastNs, transitsNs[at(back)]);
      if (back >= LEAST_SAMPLES && sentNs[at(1)] - sentNs[at(back)] >= LASTING_NS) {
        return leastNs;
      }
    }
    return NONE;
  }

  /// Whether the last swing was far above the usual ones: a spike, or the beginning of jitter that
  /// more samples would tell soon.
  boolean isRestless() {
    return habit >= LEAST_HABIT_SWINGS && count > 0 && isFarAboveUsual(swingsNs[at(1)]);
  }

  private boolean isFarAboveUsual(long swingNs) {
    return swingNs > SUDDEN_LEAST_NS && swingNs > SUDDEN_FACTOR * usualSwingNs;
  }

  /// Jitter of right now where most swings are far above the usual, else [Measure#UNMEASURED].
  long suddenJitterNs(long nowNs) {
    if (habit < LEAST_HABIT_SWINGS) {
      return Measure.UNMEASURED;
    }
    long[] latestNs = new long[SWINGS];
    int found = 0;
    for (int back = 1; back <= kept() && found < SWINGS; back++) {
      if (nowNs - sentNs[at(back)] > OLDEST_NS) {
        return Measure.UNMEASURED;
      }
      if (swingsNs[at(back)] != NO_SWING) {
        latestNs[found++] = swingsNs[at(back)];
      }
    }
    if (found < SWINGS) {
      return Measure.UNMEASURED;
    }
    Arrays.sort(latestNs);
    return isFarAboveUsual(latestNs[SWINGS / 2])
        ? Arrays.stream(latestNs).sum() / SWINGS
        : Measure.UNMEASURED;
  }

  private int kept() {
    return Math.min(count, KEPT);
  }

  /// Where the last sample is for 1, the one before for 2.
  private int at(int back) {
    return (count - back) & MASK;
  }
}
