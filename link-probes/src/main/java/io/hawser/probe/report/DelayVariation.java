package io.hawser.probe.report;

/// Packet delay variation: RFC 5481 section 4.2, each delay less the least of its interval.
///
/// Takes one-way transits by two clocks: their offset cancels, and what they drift apart within one
/// interval is all that they add. An interval ends after `intervalNs` or `capacity` packets.
public final class DelayVariation implements Mergeable<DelayVariation> {
  private final long intervalNs;
  private final long[] transitsNs;
  private final DelayHistogram closed = new DelayHistogram();
  private long beganNs;
  private int count;

  public DelayVariation(long intervalNs, int capacity) {
    if (intervalNs <= 0 || capacity < 2) {
      throw new IllegalArgumentException(
          "intervalNs, capacity: "
              + intervalNs
              + ", "
              + capacity
              + " (expected: more than 0, 2 or more)");
    }
    this.intervalNs = intervalNs;
    transitsNs = new long[capacity];
  }

  public void add(long nowNs, long transitNs) {
    if (count == transitsNs.length || (count > 0 && nowNs - beganNs >= intervalNs)) {
      addOpenTo(closed);
      count = 0;
    }
    if (count == 0) {
      beganNs = nowNs;
    }
    transitsNs[count++] = transitNs;
  }

  /// Of all intervals, the one in progress included.
  public DelayHistogram sum() {
    DelayHistogram sum = new DelayHistogram();
    sum.merge(closed);
    addOpenTo(sum);
    return sum;
  }

  private void addOpenTo(DelayHistogram histogram) {
    long least = Long.MAX_VALUE;
    for (int index = 0; index < count; index++) {
      least = Math.min(least, transitsNs[index]);
    }
    for (int index = 0; index < count; index++) {
      histogram.add(transitsNs[index] - least);
    }
  }

  /// The other's interval in progress ends here, for the sum, and goes on there.
  @Override
  public void merge(DelayVariation other) {
    closed.merge(other.closed);
    other.addOpenTo(closed);
  }

  @Override
  public void clear() {
    closed.clear();
    count = 0;
  }
}
