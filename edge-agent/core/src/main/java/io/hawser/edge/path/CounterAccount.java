package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;

/// Turns the cumulative reports of a path's sessions into what is new in each. A path has one
/// session, and for a while two after a rekey; each is counted by itself.
final class CounterAccount {
  /// Previous, current and next session, and one that lingers.
  private static final int SESSIONS = 4;

  private final int[] index = new int[SESSIONS];
  private final boolean[] used = new boolean[SESSIONS];
  private final long[] received = new long[SESSIONS];
  private final long[] settled = new long[SESSIONS];
  private final long[] missing = new long[SESSIONS];
  private final long[] overflowed = new long[SESSIONS];
  private int next;

  private long notYetExcused;
  private long newlyExpected;
  private long newlyMissing;
  private long expectedInAll;
  private long missingInAll;

  /// From now on reports may name this session; the one opened longest ago is forgotten.
  void open(int receiverIndex) {
    if (isOpen(receiverIndex)) {
      return;
    }
    index[next] = receiverIndex;
    used[next] = true;
    received[next] = 0;
    settled[next] = 0;
    missing[next] = 0;
    overflowed[next] = 0;
    next = (next + 1) % SESSIONS;
  }

  boolean isOpen(int receiverIndex) {
    return find(receiverIndex) >= 0;
  }

  /// So many of the counters that will be missing belong to packets that the sender's own socket
  /// refused.
  void excuse(long refused) {
    notYetExcused += refused;
  }

  /// Takes a report in; false where it is older than one already taken, as reports that travel by
  /// several paths overtake each other. Then ask for [#newlyExpected] and [#newlyMissing].
  boolean take(Feedback report) {
    int at = find(report.receiverIndex());
    newlyExpected = 0;
    newlyMissing = 0;
    if (at < 0 || report.received() < received[at] || report.settled() < settled[at]) {
      return false;
    }
    // What the receiver itself dropped has made its way.
    long absent = report.missing() - report.overflowed() - (missing[at] - overflowed[at]);
    long excused = Math.clamp(absent, 0, notYetExcused);
    notYetExcused -= excused;
    newlyExpected = report.settled() - settled[at] - excused;
    newlyMissing = absent - excused;
    expectedInAll += newlyExpected;
    missingInAll += newlyMissing;
    received[at] = report.received();
    settled[at] = report.settled();
    missing[at] = report.missing();
    overflowed[at] = report.overflowed();
    return true;
  }

  long newlyExpected() {
    return newlyExpected;
  }

  /// Negative where packets counted as missing came after all.
  long newlyMissing() {
    return newlyMissing;
  }

  /// Over all sessions.
  PacketCount inAll() {
    return new PacketCount(expectedInAll, missingInAll);
  }

  private int find(int receiverIndex) {
    for (int i = 0; i < SESSIONS; i++) {
      if (used[i] && index[i] == receiverIndex) {
        return i;
      }
    }
    return -1;
  }
}
