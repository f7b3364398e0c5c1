package io.hawser.edge.playout;

/// What the latest packets of a flow took, in microseconds, by two clocks that differ by an unknown
/// constant; owned by the inbound agent. Allocates once, four kilobytes.
final class TransitWindow {
  /// Packets that count: 5 s of a call.
  static final int KEPT = 256;

  /// Longer ago, clocks may have drifted apart: by 1 ms at 100 ppm.
  static final long OLDEST_US = 10_000_000;

  /// The quickest of so many stands for the path as it is now.
  static final int RECENT = 32;

  /// Of so many packets within reach, one may be late.
  static final int ONE_LATE_OF = 100;

  private static final int MASK = KEPT - 1;

  private final long[] transitUs = new long[KEPT];
  private final long[] atUs = new long[KEPT];
  private int oldest;
  private int count;

  /// The largest within reach that are still to be passed over, and the one after them; in
  /// descending order.
  private final long[] largest = new long[KEPT / ONE_LATE_OF + 1];

  void clear() {
    count = 0;
  }

  /// @param nowUs when it arrived
  void add(long transit, long nowUs) {
    while (count > 0 && (count == KEPT || nowUs - atUs[oldest] > OLDEST_US)) {
      oldest = oldest + 1 & MASK;
      count--;
    }
    int place = oldest + count & MASK;
    transitUs[place] = transit;
    atUs[place] = nowUs;
    count++;
  }

  /// Whether enough is known to wait less than before.
  boolean isMature() {
    return count >= RECENT;
  }

  /// Of the last [#RECENT]; there must be one.
  long leastUs() {
    long least = Long.MAX_VALUE;
    for (int i = Math.max(0, count - RECENT); i < count; i++) {
      least = Math.min(least, transitUs[oldest + i & MASK]);
    }
    return least;
  }

  /// What all but one of [#ONE_LATE_OF] took at most, of those that took no more than `reachUs`, of
  /// which there must be one.
  long mostUs(long reachUs) {
    int within = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long transit = transitUs[oldest + i & MASK];
      if (transit <= reachUs) {
        within++;
        kept = keep(transit, kept);
      }
    }
    return largest[within / ONE_LATE_OF];
  }

  /// Sorts a value in among the largest; answers how many there are now.
  private int keep(long transit, int kept) {
    int place = kept;
    while (place > 0 && largest[place - 1] < transit) {
      if (place < largest.length) {
        largest[place] = largest[place - 1];
      }
      place--;
    }
    if (place < largest.length) {
      largest[place] = transit;
    }
    return Math.min(kept + 1, largest.length);
  }
}
