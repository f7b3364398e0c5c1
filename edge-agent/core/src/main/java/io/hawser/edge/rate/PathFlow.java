package io.hawser.edge.rate;

import io.hawser.probe.Measure;
import io.hawser.probe.WindowedMinimum;

/// One path of a link: how long its packets took lately, and how much of the link it has. Owned by
/// control.
final class PathFlow {
  /// Stands for a delay of which nothing is known.
  static final long NONE = Long.MAX_VALUE;

  /// Two clocks drift apart by 3 ms in it, at 100 ppm.
  private static final long BASE_WINDOW_NS = 30_000_000_000L;

  /// A power of two: more than half a second of reports and probes.
  private static final int KEPT = 32;

  private static final int MASK = KEPT - 1;

  private static final double SMOOTHING = 8;
  private static final double NOISE_SMOOTHING = 64;

  /// A change by more is no noise.
  private static final long NOISE_LIMIT_NS = 20_000_000L;

  private static final double BITS_NS = 8e9;

  private final WindowedMinimum baseNs = new WindowedMinimum(BASE_WINDOW_NS);
  private final long[] sentNs = new long[KEPT];
  private final long[] transitNs = new long[KEPT];
  private int count;
  private long endNs;
  private long heardNs = Long.MIN_VALUE / 2;
  private double bps;
  private double noiseNs;
  private long lastShortNs;

  /// @param calm whether the link has room, so that delays vary for other reasons than its queue
  /// @param longNs a queue from this on counts as one
  void add(long transit, long sent, boolean calm, long longNs, long nowNs) {
    baseNs.add(nowNs, transit);
    if (calm && count > 0) {
      long change = Math.min(NOISE_LIMIT_NS, Math.abs(transit - transitNs[at(1)]));
      noiseNs += (change - noiseNs) / NOISE_SMOOTHING;
    }
    transitNs[count & MASK] = transit;
    sentNs[count & MASK] = sent;
    // From KEPT on only the lowest bits matter.
    count = count == 2 * KEPT - 1 ? KEPT : count + 1;
    if (queueNs(1, nowNs) < longNs) {
      lastShortNs = sent;
    }
  }

  /// So much arrived; by this edge's clock, and without the way, the last of it left the far queue
  /// at `end`.
  void deliver(long end, long lastedNs, double bytes, long nowNs) {
    endNs = end;
    heardNs = nowNs;
    bps += (bytes * BITS_NS / lastedNs - bps) / SMOOTHING;
  }

  /// When the last of what arrived left the far queue.
  long endNs() {
    return endNs;
  }

  long heardNs() {
    return heardNs;
  }

  double bps() {
    return bps;
  }

  /// By how much its delay changes from one time to the next where nothing waits.
  double noiseNs() {
    return noiseNs;
  }

  /// The last time at which something was sent that did not wait for long.
  long lastShortNs() {
    return lastShortNs;
  }

  /// How long the last packet waited.
  long lastQueueNs(long nowNs) {
    return count == 0 ? NONE : queueNs(1, nowNs);
  }

  long lastSentNs() {
    return count == 0 ? Long.MIN_VALUE / 2 : sentNs[at(1)];
  }

  /// Number of the packet, 1 for the last one, that waited least of those that left the far queue
  /// at a time or later; 0 where none did.
  int shortest(long fromNs, long nowNs) {
    long base = base(nowNs);
    int shortest = 0;
    for (int back = 1; back <= kept(); back++) {
      boolean isNewer = leftNs(back, base) >= fromNs;
      if (isNewer && (shortest == 0 || transitNs[at(back)] < transitNs[at(shortest)])) {
        shortest = back;
      }
    }
    return shortest;
  }

  long sentNs(int back) {
    return sentNs[at(back)];
  }

  long queueNs(int back, long nowNs) {
    return transitNs[at(back)] - base(nowNs);
  }

  /// How long what left the far queue at a time had waited there, between the two packets around
  /// it.
  long queueAt(long leftNs, long nowNs) {
    long base = base(nowNs);
    int below = 0;
    int above = 0;
    for (int back = 1; back <= kept(); back++) {
      long ns = leftNs(back, base);
      if (ns <= leftNs && (below == 0 || ns > leftNs(below, base))) {
        below = back;
      }
      if (ns >= leftNs && (above == 0 || ns < leftNs(above, base))) {
        above = back;
      }
    }
    if (below == 0 || above == 0) {
      int only = Math.max(below, above);
      return only == 0 ? 0 : transitNs[at(only)] - base;
    }
    long belowNs = leftNs(below, base);
    long aboveNs = leftNs(above, base);
    double share = aboveNs == belowNs ? 0 : (double) (leftNs - belowNs) / (aboveNs - belowNs);
    long transitBelow = transitNs[at(below)];
    return transitBelow + Math.round((transitNs[at(above)] - transitBelow) * share) - base;
  }

  /// Its least delay of late; where none is known, that of the last packet.
  private long base(long nowNs) {
    long base = baseNs.get(nowNs);
    return base == Measure.UNMEASURED && count > 0 ? transitNs[at(1)] : base;
  }

  private long leftNs(int back, long base) {
    return sentNs[at(back)] + transitNs[at(back)] - base;
  }

  private int kept() {
    return Math.min(count, KEPT);
  }

  /// Another way: what took least of what was sent since then waited for nothing.
  void rebase(long sinceNs, long nowNs) {
    baseNs.clear();
    for (int back = 1; back <= kept(); back++) {
      if (back == 1 || sentNs[at(back)] - sinceNs >= 0) {
        baseNs.add(nowNs, transitNs[at(back)]);
      }
    }
    lastShortNs = lastSentNs();
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    baseNs.clear();
    count = 0;
    heardNs = Long.MIN_VALUE / 2;
  }

  private int at(int back) {
    return (count - back) & MASK;
  }
}
