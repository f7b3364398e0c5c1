package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;

/// What was reported of one session so far, and what its sender said of it. Owned by control.
final class SessionCount {
  final int index;
  private final Excuses excuses = new Excuses();

  private long received;
  private long settled;

  /// Without what the receiver itself dropped, which has made its way.
  private long missing;

  private long newlyExpected;
  private long newlyMissing;

  /// Up to where the sender had sent at its last word, and at the one before.
  private long sent = -1;

  private long sentBefore = -1;

  SessionCount(int index) {
    this.index = index;
  }

  /// The sender has used the counters up to `upTo`, and `refused` more of them did not leave than
  /// it knew at its last word: it is told so a moment after the counter is used, so that they may
  /// be of those of which it had spoken then.
  void onSent(long upTo, long refused) {
    if (refused > 0) {
      excuses.add(sentBefore + 1, upTo, refused);
    }
    if (upTo > sent) {
      sentBefore = sent;
      sent = upTo;
    }
  }

  void excuse(long counter) {
    excuses.add(counter, counter, 1);
  }

  void withdrawExcuse(long counter) {
    excuses.remove(counter);
  }

  /// Takes a report in; false where it is older than one already taken.
  boolean take(Feedback report) {
    if (report.received() < received || report.settled() < settled) {
      return false;
    }
    long nowMissing = report.missing() - report.overflowed();
    long absent = nowMissing - missing;
    long excused = excuses.take(report.settled(), Math.max(0, absent));
    newlyExpected = report.settled() - settled - excused;
    newlyMissing = absent - excused;
    received = report.received();
    settled = report.settled();
    missing = nowMissing;
    return true;
  }

  long newlyExpected() {
    return newlyExpected;
  }

  /// Negative where packets counted as missing came after all.
  long newlyMissing() {
    return newlyMissing;
  }
}
