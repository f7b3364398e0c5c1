package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;

/// Whether what is sent on a path is to go by another one as well: because it is silent, or
/// ([LossDoubt]) because it loses too much. It is no state of the path and moves no flow. Owned by
/// control.
final class Doubt {
  final LossDoubt loss;
  private final PathTiming timing;
  private final PathOutput output;
  private final int path;
  private boolean holds;
  private boolean lasting;

  private long lastNs;
  private int session;
  private long reported = -1;

  Doubt(PathTiming timing, PathOutput output, int path) {
    this.timing = timing;
    this.output = output;
    this.path = path;
    loss = new LossDoubt(output, path);
  }

  /// Up to where the peer has reported: what it knows of need not be sent again.
  void onFeedback(Feedback feedback) {
    boolean same = feedback.receiverIndex() == session;
    session = feedback.receiverIndex();
    reported = same ? Math.max(reported, feedback.highestCounter()) : feedback.highestCounter();
  }

  /// It lasts a while longer than its reason.
  ///
  /// @param usable whether anything is sent on the path at all
  void judge(boolean usable, Silence silence, long jitterNs, long nowNs) {
    loss.judge(usable, jitterNs, nowNs);
    if (usable && silence.isInDoubt(nowNs - loss.patienceNs())) {
      lastNs = nowNs;
      set(true, silence.needsNoWitness(nowNs));
    } else {
      set(holds && nowNs - lastNs <= timing.doubtTailNs(), false);
    }
  }

  /// Nothing is sent on the path any more.
  void end() {
    clear();
    loss.end();
  }

  /// What was sent lately on a path that is gone has not arrived.
  void onGone() {
    set(true, true);
  }

  /// Flows leave the path for its silence, which is doubt enough.
  void onLeft(long nowNs) {
    lastNs = nowNs;
    set(true, lasting);
    output.onLeft(path, session, reported);
  }

  void clear() {
    set(false, false);
  }

  private void set(boolean now, boolean lastingNow) {
    if (now != holds || lastingNow != lasting) {
      holds = now;
      lasting = lastingNow;
      output.onDoubt(path, now, lastingNow, session, reported);
    }
  }
}
