package io.hawser.edge.dataplane;

import java.util.ArrayList;
import java.util.List;

/// The sessions that have something to report, and when to look at them next: what hundreds of
/// sessions cost a thread does not grow with those that are silent, nor with each packet.
///
/// Owned by the inbound agent; not thread-safe. Allocates nothing once it has grown.
final class ReportRound {
  /// Between two looks at all of them; a report is late by no more than this.
  private static final long SPACING_NS = 1_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  /// Makes the report of a session that is due.
  interface Reporter {
    void report(InboundSession session, long nowNs);
  }

  private final SessionTable sessions;
  private final Reporter reporter;
  private final List<InboundSession> waiting = new ArrayList<>();
  private long nextNs = NEVER;
  private long lookedNs = Long.MIN_VALUE / 2;

  ReportRound(SessionTable sessions, Reporter reporter) {
    this.sessions = sessions;
    this.reporter = reporter;
  }

  /// A packet came on the session.
  void note(InboundSession session) {
    if (!session.peer.edge()) {
      return;
    }
    if (!session.reports) {
      session.reports = true;
      waiting.add(session);
    }
    long dueNs = session.account.nextReportNs();
    if (dueNs < nextNs) {
      nextNs = Math.max(dueNs, lookedNs + SPACING_NS);
    }
  }

  /// When to call [#onTick]; `Long.MAX_VALUE` while nothing waits.
  long nextDeadlineNs() {
    return nextNs;
  }

  /// Lets those report that are due, and forgets those that have nothing left to say or have gone.
  void onTick(long nowNs) {
    if (nextNs == NEVER || nowNs - nextNs < 0) {
      return;
    }
    long earliestNs = NEVER;
    int kept = 0;
    for (int i = 0; i < waiting.size(); i++) {
      InboundSession session = waiting.get(i);
      boolean present = sessions.get(session.key.localIndex()) == session && session.peer.edge();
      if (present && session.account.isReportDue(nowNs)) {
        reporter.report(session, nowNs);
      }
      long dueNs = present ? session.account.nextReportNs() : NEVER;
      session.reports = dueNs != NEVER;
      if (session.reports) {
        waiting.set(kept++, session);
        earliestNs = Math.min(earliestNs, dueNs);
      }
    }
    while (waiting.size() > kept) {
      waiting.removeLast();
    }
    lookedNs = nowNs;
    nextNs = earliestNs == NEVER ? NEVER : Math.max(earliestNs, nowNs + SPACING_NS);
  }
}
