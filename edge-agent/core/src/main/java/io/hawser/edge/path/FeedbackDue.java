package io.hawser.edge.path;

import org.jspecify.annotations.Nullable;

/// When the peer is told what came on a path: with data at once, with probes while it wants to know
/// soon, and else now and then. Owned by control.
final class FeedbackDue {
  /// The peer's wish for feedback lasts this long.
  private static final long URGENT_NS = 1_000_000_000L;

  private final PathTiming timing;
  private final boolean metered;
  private long urgentUntilNs;
  private long toldNs;
  private @Nullable ReceiveReport told;

  FeedbackDue(PathTiming timing, boolean metered, long nowNs) {
    this.timing = timing;
    this.metered = metered;
    urgentUntilNs = nowNs;
    toldNs = nowNs - timing.idleFeedbackNs();
  }

  void onUrgent(long nowNs) {
    urgentUntilNs = nowNs + URGENT_NS;
  }

  boolean isUrgent(long nowNs) {
    return urgentUntilNs - nowNs > 0;
  }

  /// Answers whether the peer should be told of a report now, and takes it that it is.
  ///
  /// @param busy whether the path carries data
  boolean take(ReceiveReport report, boolean busy, long nowNs) {
    if (!isWorthTelling(report, busy, nowNs)) {
      return false;
    }
    told = report;
    toldNs = nowNs;
    return true;
  }

  private boolean isWorthTelling(ReceiveReport report, boolean busy, long nowNs) {
    ReceiveReport last = told;
    boolean sameSession =
        last != null && last.feedback().receiverIndex() == report.feedback().receiverIndex();
    long data = report.dataPackets() - (sameSession && last != null ? last.dataPackets() : 0);
    long probed = report.probes() - (sameSession && last != null ? last.probes() : 0);
    long settled =
        report.feedback().settled() - (sameSession && last != null ? last.feedback().settled() : 0);
    if (data > 0 || (probed > 0 && isUrgent(nowNs))) {
      return true;
    }
    boolean idleDue = nowNs - toldNs >= timing.idleFeedbackNs();
    return settled > 0 && idleDue && (!metered || busy);
  }
}
