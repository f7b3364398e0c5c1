package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.probe.NtpTimestamp;
import org.jspecify.annotations.Nullable;

/// Turns the cumulative reports of a path's sessions into [Delivery]s. Owned by control.
///
/// The peer reports the arrival of a counter, of which this edge knows when it was sent: outbound
/// tells, 10 ms after a user packet or a probe, what the highest was and when that left, and those
/// between left evenly. So every report of the peer measures a delay, at no cost of a probe. Only
/// where answers and reports left in a quiet before, it is not known when each of them did.
public final class Deliveries {
  /// What outbound tells of was sent within so long, a busy host's lateness included; or there was
  /// a quiet.
  private static final long TOGETHER_NS = 20_000_000L;

  /// A power of two. At one each 10 ms they span 2.5 s.
  private static final int MARKS = 256;

  private static final int MASK = MARKS - 1;

  /// As in [CounterAccount].
  private static final int SESSIONS = 4;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final int[] markSession = new int[MARKS];
  private final long[] markCounter = new long[MARKS];
  private final long[] markFirstNs = new long[MARKS];
  private final long[] markNs = new long[MARKS];
  private int marks;

  private final int[] session = new int[SESSIONS];
  private final boolean[] used = new boolean[SESSIONS];
  private final long[] received = new long[SESSIONS];
  private final long[] bytes = new long[SESSIONS];
  private int next;

  private boolean everArrived;
  private long arrival;

  /// Came before it was known when its highest counter was sent.
  private @Nullable Feedback early;

  /// What was sent. Answers what a report that came before could not tell without it.
  public @Nullable Delivery onSendReport(SendReport report) {
    open(report.remoteIndex());
    if (marks > 0
        && markSession[at(1)] == report.remoteIndex()
        && markCounter[at(1)] >= report.highestCounter()) {
      return null;
    }
    markSession[marks & MASK] = report.remoteIndex();
    markCounter[marks & MASK] = report.highestCounter();
    markFirstNs[marks & MASK] = report.firstSentNs();
    markNs[marks & MASK] = report.lastSentNs();
    // From MARKS on only the lowest bits matter.
    marks = marks == 2 * MARKS - 1 ? MARKS : marks + 1;
    Feedback waiting = early;
    early = null;
    return waiting == null ? null : onFeedback(waiting);
  }

  private void open(int index) {
    if (find(index) < 0) {
      session[next] = index;
      used[next] = true;
      received[next] = 0;
      bytes[next] = 0;
      next = (next + 1) % SESSIONS;
    }
  }

  private int find(int index) {
    for (int i = 0; i < SESSIONS; i++) {
      if (used[i] && session[i] == index) {
        return i;
      }
    }
    return -1;
  }

  /// What arrived. Answers null where the report tells nothing new, or not yet.
  public @Nullable Delivery onFeedback(Feedback report) {
    int at = find(report.receiverIndex());
    if (at < 0 || report.received() <= received[at]) {
      return null;
    }
    long sentNs = sentNs(report.receiverIndex(), report.highestCounter());
    if (sentNs == UNKNOWN) {
      early = report;
      return null;
    }
    long arrivalNow = NtpTimestamp.fromNs(report.arrivalNs());
    long lastedNs = everArrived ? NtpTimestamp.differenceNs(arrivalNow, arrival) : 0;
    if (everArrived && lastedNs <= 0) {
      // Of a session that ends beside one that began: the next report tells.
      return null;
    }
    Delivery delivery =
        new Delivery(
            report.received() - received[at],
            report.bytes() - bytes[at],
            lastedNs,
            NtpTimestamp.differenceNs(arrivalNow, NtpTimestamp.fromNs(sentNs)),
            sentNs);
    boolean measured = everArrived;
    received[at] = report.received();
    bytes[at] = report.bytes();
    everArrived = true;
    arrival = arrivalNow;
    return measured ? delivery : null;
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    everArrived = false;
    early = null;
  }

  /// When a counter was sent, or [#UNKNOWN].
  private long sentNs(int index, long counter) {
    int above = 0;
    for (int back = 1; back <= Math.min(marks, MARKS); back++) {
      int at = at(back);
      if (markSession[at] == index) {
        if (markCounter[at] < counter) {
          return above == 0 ? UNKNOWN : between(at, at(above), counter);
        }
        above = back;
      }
    }
    return above > 0 && markCounter[at(above)] == counter ? markNs[at(above)] : UNKNOWN;
  }

  private long between(int below, int above, long counter) {
    long first = markCounter[below] + 1;
    long last = markCounter[above];
    long lastedNs = markNs[above] - markFirstNs[above];
    if (counter == last) {
      return markNs[above];
    }
    return lastedNs > TOGETHER_NS
        ? UNKNOWN
        : markFirstNs[above] + lastedNs * (counter - first) / (last - first);
  }

  /// Where the last mark is for 1, the one before for 2.
  private int at(int back) {
    return (marks - back) & MASK;
  }
}
