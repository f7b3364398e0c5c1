package io.hawser.edge.path;

/// The last probes of one path: which sequence numbers may still be answered, and when each was
/// sent.
final class ProbeLog {
  /// Power of two. At the fastest rate (40 ms) it spans 2.5 s, longer than any path's round trip.
  private static final int CAPACITY = 64;

  /// What a sequence that was never sent, is too old or was answered already gives.
  static final long NOT_OUTSTANDING = Long.MIN_VALUE;

  private final long[] sentNs = new long[CAPACITY];
  private final boolean[] outstanding = new boolean[CAPACITY];
  private int next;

  /// The sequence number of a new probe.
  int add(long nowNs) {
    int at = next & (CAPACITY - 1);
    sentNs[at] = nowNs;
    outstanding[at] = true;
    return next++;
  }

  /// How many probes were sent since then, as far back as the log goes.
  int sentSince(long fromNs) {
    int count = 0;
    while (count < Math.min(next, CAPACITY)
        && sentNs[(next - 1 - count) & (CAPACITY - 1)] - fromNs >= 0) {
      count++;
    }
    return count;
  }

  /// When the probe was asked for, once; later [#NOT_OUTSTANDING].
  long take(int sequence) {
    int age = next - sequence;
    int at = sequence & (CAPACITY - 1);
    if (age <= 0 || age > CAPACITY || !outstanding[at]) {
      return NOT_OUTSTANDING;
    }
    outstanding[at] = false;
    return sentNs[at];
  }
}
