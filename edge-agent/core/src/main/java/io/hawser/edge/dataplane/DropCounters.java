package io.hawser.edge.dataplane;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// Packets dropped, by reason. One writer, the agent that owns it; anyone may read.
public final class DropCounters {
  private static final DropReason[] REASONS = DropReason.values();

  private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);

  /// By the owner only.
  public void count(DropReason reason) {
    count(reason, 1);
  }

  /// By the owner only.
  public void count(DropReason reason, long packets) {
    int i = reason.ordinal();
    counts.setOpaque(i, counts.getPlain(i) + packets);
  }

  public long of(DropReason reason) {
    return counts.getOpaque(reason.ordinal());
  }

  /// Adds every count that is not 0 to `sums`.
  public void addTo(Map<DropReason, Long> sums) {
    for (DropReason reason : REASONS) {
      long count = of(reason);
      if (count != 0) {
        sums.merge(reason, count, Long::sum);
      }
    }
  }

  /// The sums of several counters, in the order of the reasons.
  public static Map<DropReason, Long> sum(Iterable<DropCounters> counters) {
    Map<DropReason, Long> sums = new EnumMap<>(DropReason.class);
    counters.forEach(each -> each.addTo(sums));
    return sums;
  }
}
