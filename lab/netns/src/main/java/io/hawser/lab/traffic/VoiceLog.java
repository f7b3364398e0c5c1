package io.hawser.lab.traffic;

import java.util.Arrays;

/// When each packet was sent and came. Used by speaker, listener and the scenario: every method
/// takes the lock.
final class VoiceLog {
  /// A packet that has not come after this time is lost.
  private static final long LOST_AFTER_NS = 2_000_000_000;

  private final long intervalNs;
  private long[] sentNs = new long[1024];
  private long[] arrivedNs = new long[1024];
  private int count;
  private int firstOfInterval;
  private long lastArrivalNs;
  private long largestGapNs;
  private long duplicates;

  VoiceLog(long intervalNs) {
    this.intervalNs = intervalNs;
  }

  synchronized void sent(int sequence, long nowNs) {
    if (sequence >= sentNs.length) {
      sentNs = Arrays.copyOf(sentNs, sequence * 2);
      arrivedNs = Arrays.copyOf(arrivedNs, sequence * 2);
    }
    sentNs[sequence] = nowNs;
    count = sequence + 1;
    if (lastArrivalNs == 0) {
      lastArrivalNs = nowNs;
    }
  }

  synchronized void arrived(int sequence, long nowNs) {
    if (sequence < 0 || sequence >= count) {
      return;
    }
    if (arrivedNs[sequence] != 0) {
      duplicates++;
      return;
    }
    arrivedNs[sequence] = nowNs;
    largestGapNs = Math.max(largestGapNs, nowNs - lastArrivalNs);
    lastArrivalNs = nowNs;
  }

  /// The interval until now. Packets that may still come belong to the next one; a silence that
  /// lasts counts in both.
  synchronized VoiceReport mark(long nowNs) {
    long gapNs = Math.max(largestGapNs, nowNs - lastArrivalNs - intervalNs);
    int end = count;
    while (end > firstOfInterval && isOpen(end - 1, nowNs)) {
      end--;
    }
    long[] delays = new long[end - firstOfInterval];
    int arrived = 0;
    for (int i = firstOfInterval; i < end; i++) {
      if (arrivedNs[i] != 0) {
        delays[arrived++] = arrivedNs[i] - sentNs[i];
      }
    }
    Arrays.sort(delays, 0, arrived);
    VoiceReport report =
        new VoiceReport(
            end - firstOfInterval,
            end - firstOfInterval - arrived,
            duplicates,
            gapNs / 1e6,
            share(delays, arrived, 0.5),
            share(delays, arrived, 0.99),
            share(delays, arrived, 1));
    firstOfInterval = end;
    largestGapNs = 0;
    duplicates = 0;
    return report;
  }

  private boolean isOpen(int sequence, long nowNs) {
    return arrivedNs[sequence] == 0 && nowNs - sentNs[sequence] < LOST_AFTER_NS;
  }

  private static double share(long[] sorted, int length, double share) {
    return length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * length) - 1] / 1e6;
  }
}
