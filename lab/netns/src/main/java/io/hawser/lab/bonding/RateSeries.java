package io.hawser.lab.bonding;

import java.util.ArrayList;
import java.util.List;

/// How many bytes a link had taken at some moments, and what follows of its rate between them.
/// Written and read by different threads: every method takes the lock.
final class RateSeries {
  static final long NEVER = Long.MAX_VALUE;

  private record Sample(long timeNs, long bytes) {}

  private final List<Sample> samples = new ArrayList<>();

  /// @param timeNs later than the one before
  synchronized void add(long timeNs, long bytes) {
    samples.add(new Sample(timeNs, bytes));
  }

  /// When it carried so much for the last time after a moment: the end of that interval between two
  /// samples, or the moment itself where it did not.
  synchronized long lastAtLeast(double mbps, long sinceNs) {
    long lastNs = sinceNs;
    for (int i = 1; i < samples.size(); i++) {
      if (samples.get(i - 1).timeNs - sinceNs >= 0 && mbps(i) >= mbps) {
        lastNs = samples.get(i).timeNs;
      }
    }
    return lastNs;
  }

  /// When it carried so much for the first time after a moment, as the end of that interval;
  /// [#NEVER] where it did not.
  synchronized long firstAtLeast(double mbps, long sinceNs) {
    for (int i = 1; i < samples.size(); i++) {
      if (samples.get(i - 1).timeNs - sinceNs >= 0 && mbps(i) >= mbps) {
        return samples.get(i).timeNs;
      }
    }
    return NEVER;
  }

  private double mbps(int index) {
    Sample before = samples.get(index - 1);
    Sample after = samples.get(index);
    return (after.bytes - before.bytes) * 8e3 / (after.timeNs - before.timeNs);
  }
}
