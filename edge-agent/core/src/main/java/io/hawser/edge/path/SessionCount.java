package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;

/// What was reported of one session so far, and what its sender said of it. Owned by control.
final class SessionCount {
  final int index;
  private final Excuses excuses = new Excuses();

  private long received;
  private long settled;

  /// Without what the receiver itself dropped, which has made its way.
  private long missing;

  private long bursts;
  private long overflowed;

  private long newlyExpected;
  private long newlyMissing;
  private long newBursts;

  /// Up to where the sender had sent at its last word, and at the one before.
  private long sent = -1;

  private long sentBefore = -1;

  /// What the sender told so far, where it tells by frames.
  private long unsent;

  /// What was sent up to here measures nothing.
  private long forgiven = -1;

  private boolean judged;

  private long probe = Gaps.NONE;

  /// Counted as lost on the way.
  private long lost;

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
    noteSent(upTo);
  }

  private void noteSent(long upTo) {
    if (upTo > sent) {
      sentBefore = sent;
      sent = upTo;
    }
  }

  /// The same of a sender that is far away: what it says may come when the counters are settled.
  void onTold(Gaps gaps) {
    if (gaps.unsent() > unsent) {
      excuses.addLate(sentBefore + 1, gaps.upTo(), gaps.unsent() - unsent);
      unsent = gaps.unsent();
    }
    if (gaps.probe() > probe) {
      probe = gaps.probe();
      excuses.addLate(probe, probe, 1);
    }
    noteSent(gaps.upTo());
  }

  /// What was sent so far, as far as is known, measures nothing, whenever it is reported.
  void forgiveSent() {
    forgiven = sent;
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
    judged = settled > forgiven;
    long nowMissing = report.missing() - report.overflowed();
    long absent = nowMissing - missing;
    long excused = excuses.take(settled, report.settled(), Math.max(0, absent));
    excused += Math.min(excuses.takeOverdue(), lost);
    newlyExpected = report.settled() - settled - excused;
    newlyMissing = absent - excused;
    lost = Math.max(0, lost + newlyMissing);
    boolean isAllLost = newlyMissing == absent && report.overflowed() == overflowed;
    newBursts = isAllLost && newlyMissing > 0 ? Math.max(0, report.bursts() - bursts) : 0;
    bursts = report.bursts();
    overflowed = report.overflowed();
    received = report.received();
    settled = report.settled();
    missing = nowMissing;
    return true;
  }

  /// Whether what is new in the report measures the path.
  boolean isJudged() {
    return judged;
  }

  long newlyExpected() {
    return newlyExpected;
  }

  /// Negative where packets counted as missing came after all, or are excused only now.
  long newlyMissing() {
    return newlyMissing;
  }

  /// In how many rows they are missing; 0 where that is not known, as some are excused.
  long newBursts() {
    return newBursts;
  }
}
