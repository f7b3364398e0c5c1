package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import org.jspecify.annotations.Nullable;

/// Turns the cumulative reports of a path's sessions into what is new in each, without what is no
/// loss of the path ([Excuses]). A path has one session, and for a while two after a rekey; each is
/// counted by itself.
final class CounterAccount {
  /// Previous, current and next session, and one that lingers.
  private static final int SESSIONS = 4;

  private final @Nullable SessionCount[] sessions = new SessionCount[SESSIONS];
  private int next;

  /// Whose counter was excused last for itself, and which one.
  private @Nullable SessionCount excused;

  private long excusedCounter;

  private boolean judged;
  private long newlyExpected;
  private long newlyMissing;
  private long newBursts;
  private long expectedInAll;
  private long missingInAll;

  /// From now on reports may name this session; the one opened longest ago is forgotten.
  void open(int receiverIndex) {
    if (!isOpen(receiverIndex)) {
      sessions[next] = new SessionCount(receiverIndex);
      next = (next + 1) % SESSIONS;
    }
  }

  boolean isOpen(int receiverIndex) {
    return find(receiverIndex) != null;
  }

  /// The sender has used the counters up to `upTo`, and its own socket refused `refused` more of
  /// them than it had told.
  void onSent(int receiverIndex, long upTo, long refused) {
    SessionCount session = find(receiverIndex);
    if (session != null) {
      session.onSent(upTo, refused);
    }
  }

  /// What the sender of a session says of it, once or again.
  void onTold(Gaps gaps) {
    SessionCount session = find(gaps.session());
    if (session != null) {
      session.onTold(gaps);
    }
  }

  /// What was sent on any of them so far measures nothing, whenever it is reported.
  void forgiveSent() {
    for (SessionCount session : sessions) {
      if (session != null) {
        session.forgiveSent();
      }
    }
  }

  /// That this counter is missing, if it is, is no loss of the path.
  void excuse(int receiverIndex, long counter) {
    SessionCount session = find(receiverIndex);
    if (session != null) {
      session.excuse(counter);
      excused = session;
      excusedCounter = counter;
    }
  }

  /// The counter that was excused last is not missing.
  void withdrawExcuse() {
    if (excused != null) {
      excused.withdrawExcuse(excusedCounter);
      excused = null;
    }
  }

  /// Takes a report in; false where it is older than one already taken, as reports that travel by
  /// several paths overtake each other. Then ask for [#newlyExpected] and [#newlyMissing].
  boolean take(Feedback report) {
    SessionCount session = find(report.receiverIndex());
    boolean isNew = session != null && session.take(report);
    judged = session != null && isNew && session.isJudged();
    newlyExpected = session != null && isNew ? session.newlyExpected() : 0;
    newlyMissing = session != null && isNew ? session.newlyMissing() : 0;
    newBursts = session != null && isNew ? session.newBursts() : 0;
    expectedInAll += newlyExpected;
    missingInAll += newlyMissing;
    return isNew;
  }

  /// Whether what is new measures the path.
  boolean isJudged() {
    return judged;
  }

  long newlyExpected() {
    return newlyExpected;
  }

  /// Negative where packets counted as missing came after all.
  long newlyMissing() {
    return newlyMissing;
  }

  /// In how many rows they are missing; 0 where that is not known.
  long newBursts() {
    return newBursts;
  }

  /// Over all sessions.
  PacketCount inAll() {
    return new PacketCount(expectedInAll, missingInAll);
  }

  private @Nullable SessionCount find(int receiverIndex) {
    for (SessionCount session : sessions) {
      if (session != null && session.index == receiverIndex) {
        return session;
      }
    }
    return null;
  }
}
