package io.hawser.edge.path;

import io.hawser.edge.overlay.Gaps;
import org.jspecify.annotations.Nullable;

/// Tells the peer which counters it misses for no fault of the path, so that it does not take them
/// for loss: what this edge's own socket refused, and probes of full size. Owned by control.
final class GapNotice {
  /// Half a reorder time: told before the receiver settles those counters, if the notice arrives.
  private static final long SPACING_NS = 50_000_000L;

  /// It goes by the queue that is full, so that it may be refused itself.
  private static final int TIMES = 3;

  private int session;
  private long upTo = Gaps.NONE;
  private long unsent;
  private long asked = Gaps.NONE;
  private long probe = Gaps.NONE;
  private int timesLeft;
  private int toldSince;
  private long toldNs = Long.MIN_VALUE / 2;

  /// @param refused how many more the socket refused since the report before
  void onSent(SendReport report, long refused) {
    if (report.remoteIndex() != session) {
      session = report.remoteIndex();
      unsent = 0;
      asked = Gaps.NONE;
      probe = Gaps.NONE;
      timesLeft = 0;
    }
    upTo = report.highestCounter();
    if (report.fullSized() != SendReport.NONE) {
      asked = report.fullSized();
    }
    unsent += refused;
    // A notice of notices that were refused would be refused as well, without end.
    if (refused > toldSince) {
      timesLeft = TIMES;
    }
    toldSince = 0;
  }

  /// The probe of full size that was named last was not answered.
  void onProbeMissed() {
    if (asked != Gaps.NONE) {
      probe = asked;
      asked = Gaps.NONE;
      timesLeft = TIMES;
    }
  }

  /// What is to be told now, or null.
  @Nullable Gaps take(long nowNs) {
    if (timesLeft == 0 || nowNs - toldNs < SPACING_NS) {
      return null;
    }
    timesLeft--;
    toldSince++;
    toldNs = nowNs;
    return new Gaps(session, upTo, unsent, probe);
  }
}
