package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;

/// Whether what is sent on a path is to go by another one as well. It is no state of the path and
/// moves no flow. Owned by control.
final class Doubt {
  private final PathTiming timing;
  private final PathOutput output;
  private final int path;
  private boolean holds;
  private long lastNs;
  private int session;
  private long reported = -1;

  Doubt(PathTiming timing, PathOutput output, int path) {
    this.timing = timing;
    this.output = output;
    this.path = path;
  }

  /// Up to where the peer has reported: what it knows of need not be sent again.
  void onFeedback(Feedback feedback) {
    boolean same = feedback.receiverIndex() == session;
    session = feedback.receiverIndex();
    reported = same ? Math.max(reported, feedback.highestCounter()) : feedback.highestCounter();
  }

  /// It lasts a while longer than its reason.
  void judge(boolean reason, long nowNs) {
    if (reason) {
      lastNs = nowNs;
      set(true);
    } else if (nowNs - lastNs > timing.doubtTailNs()) {
      set(false);
    }
  }

  void set(boolean now) {
    if (now != holds) {
      holds = now;
      output.onDoubt(path, now, session, reported);
    }
  }
}
