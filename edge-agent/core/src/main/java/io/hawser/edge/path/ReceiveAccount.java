package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.OverlayFrame;

/// Counts what arrives on one session, exactly: loss apart from reordering. Owned by inbound; not
/// thread-safe. [#onPacket] allocates nothing.
///
/// Counters are cut into intervals by *marks*, the highest counter at a report. A packet counts in
/// the interval that its counter falls in, however late it comes. An interval is settled once its
/// mark is older than the reorder time; what is missing there is lost: on the way, or, as far as
/// its socket had no room for datagrams meanwhile, here ([ReceiveOverflow]).
///
/// ```
///  counters 0 ........ m1 ........ m2 ....... m3 ...... highest
///           |          |           |          |
///           | settled  | interval  | interval | open
/// ```
public final class ReceiveAccount {
  /// Marks not yet settled; with one per feedback interval of 25 ms they span 400 ms, four reorder
  /// times.
  private static final int MARKS = 16;

  /// Intervals after which probes and frames alone are reported: 400 ms.
  private static final int IDLE_INTERVALS = 16;

  private final int receiverIndex;
  private final long feedbackNs;
  private final long reorderNs;
  private final ReceiveOverflow overflow;

  private long highest = -1;
  private long highestArrivalNs;

  /// What had been noticed of the overflow when the highest came.
  private long highestOverflow;

  private long lastHeardNs;
  private long received;
  private long bytes;
  private long dataPackets;
  private long probes;

  private long settled;
  private long settledReceived;

  /// Of the settled ones that did not come, those that were lost here.
  private long overflowed;

  /// What had been noticed of the overflow when the last settled one came.
  private long settledOverflow;

  private final long[] markCounter = new long[MARKS];
  private final long[] markNs = new long[MARKS];
  private final long[] markReceived = new long[MARKS];
  private final long[] markOverflow = new long[MARKS];
  private int firstMark;
  private int marks;
  private long openReceived;
  private final MissingRows rows = new MissingRows();

  private long nextReportNs;
  private long reportedReceived;

  /// @param overflow of the socket that the session's packets come by
  public ReceiveAccount(
      int receiverIndex, long feedbackNs, long reorderNs, ReceiveOverflow overflow) {
    this.receiverIndex = receiverIndex;
    this.feedbackNs = feedbackNs;
    this.reorderNs = reorderNs;
    this.overflow = overflow;
    this.settledOverflow = overflow.noticed();
  }

  /// What a packet was, for who must answer it.
  public enum Kind {
    /// A user packet: to be acknowledged soon.
    DATA,
    /// A probe: answered by its reply, acknowledged now and then.
    PROBE,
    /// A probe that wants feedback besides its reply: to be acknowledged soon.
    URGENT_PROBE,
    /// Keepalive, probe reply, feedback: never acknowledged for itself, else reports would answer
    /// reports.
    SILENT;

    /// What a frame is by its type.
    public static Kind ofFrame(int type) {
      return switch (type) {
        case OverlayFrame.PROBE -> PROBE;
        case OverlayFrame.URGENT_PROBE -> URGENT_PROBE;
        case OverlayFrame.COPY, OverlayFrame.BOND, OverlayFrame.PROTECTED, OverlayFrame.REPAIR ->
            DATA;
        default -> SILENT;
      };
    }
  }

  /// An authentic packet that the replay window did not know, so each counter comes at most once.
  public void onPacket(long counter, int length, Kind kind, long nowNs) {
    plan(kind, nowNs);
    received++;
    bytes += length;
    lastHeardNs = nowNs;
    if (kind == Kind.DATA) {
      dataPackets++;
    } else if (kind != Kind.SILENT) {
      probes++;
    }
    if (counter > highest) {
      if (counter > highest + 1) {
        rows.onSkipped(highest + 1, counter);
      }
      highest = counter;
      highestArrivalNs = nowNs;
      highestOverflow = overflow.noticed();
      openReceived++;
    } else {
      rows.onLate(counter);
      countLate(counter);
    }
  }

  /// An authentic packet that came for the first time, but behind the replay window: nobody gets
  /// it, but it was not lost on the way. Where it had been counted as lost that is taken back.
  public void onTooLate(long counter, long nowNs) {
    onPacket(counter, 0, Kind.SILENT, nowNs);
  }

  /// A packet that comes after quiet is reported one interval from here, but never later than
  /// planned; what only keeps an idle path measured, many intervals from here: a report wakes two
  /// threads. An urgent probe is reported at once: somebody is about to leave this path.
  private void plan(Kind kind, long nowNs) {
    if (kind == Kind.URGENT_PROBE) {
      nextReportNs = nowNs;
      return;
    }
    boolean quiet = received == reportedReceived;
    long dueNs = nowNs + (kind == Kind.DATA ? feedbackNs : IDLE_INTERVALS * feedbackNs);
    if (quiet ? nowNs - nextReportNs >= 0 : nextReportNs - dueNs > 0) {
      nextReportNs = dueNs;
    }
  }

  /// Whether there is something new that may be reported now.
  public boolean isReportDue(long nowNs) {
    return hasNews() && nowNs - dueNs() >= 0;
  }

  /// When to ask again, or `Long.MAX_VALUE` while all is reported and settled.
  public long nextReportNs() {
    return hasNews() ? dueNs() : Long.MAX_VALUE;
  }

  /// The numbers as of now; begins a new interval. Call it when due.
  public ReceiveReport report(long nowNs) {
    settle(nowNs);
    mark(nowNs);
    // One that came late after all was not lost here either.
    overflowed = Math.min(overflowed, settled - settledReceived);
    reportedReceived = received;
    nextReportNs = nowNs + feedbackNs;
    return new ReceiveReport(
        new Feedback(
            receiverIndex,
            highest,
            received,
            settled,
            settledReceived,
            overflowed,
            rows.settled(),
            bytes,
            highestArrivalNs),
        dataPackets,
        probes,
        lastHeardNs);
  }

  public long received() {
    return received;
  }

  private boolean hasNews() {
    return received != reportedReceived || settled != highest + 1;
  }

  /// What arrived is due at the next interval; where only settling is left, when the first mark
  /// settles.
  private long dueNs() {
    return received == reportedReceived && marks > 0 ? markNs[firstMark] + reorderNs : nextReportNs;
  }

  private void countLate(long counter) {
    if (counter < settled) {
      settledReceived++;
      return;
    }
    // Newest interval first: most late packets are only a little late.
    if (marks == 0 || counter > markCounter[index(marks - 1)]) {
      openReceived++;
      return;
    }
    int interval = marks - 1;
    while (interval > 0 && counter <= markCounter[index(interval - 1)]) {
      interval--;
    }
    markReceived[index(interval)]++;
  }

  private void mark(long nowNs) {
    boolean nothingSince = marks > 0 && markCounter[index(marks - 1)] == highest;
    if (highest < 0 || nothingSince || (marks == 0 && settled == highest + 1)) {
      return;
    }
    if (marks == MARKS) {
      settleFirst();
    }
    int at = index(marks++);
    markCounter[at] = highest;
    markNs[at] = nowNs;
    markReceived[at] = openReceived;
    markOverflow[at] = highestOverflow;
    openReceived = 0;
  }

  private void settle(long nowNs) {
    while (marks > 0 && nowNs - markNs[firstMark] >= reorderNs) {
      settleFirst();
    }
  }

  private void settleFirst() {
    long missing = markCounter[firstMark] + 1 - settled - markReceived[firstMark];
    overflowed += overflow.claim(settledOverflow, missing);
    settledOverflow = markOverflow[firstMark];
    settled = markCounter[firstMark] + 1;
    rows.settle(settled);
    settledReceived += markReceived[firstMark];
    firstMark = index(1);
    marks--;
  }

  private int index(int mark) {
    return (firstMark + mark) & (MARKS - 1);
  }
}
