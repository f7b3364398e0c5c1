package io.hawser.edge.fec;

/// When a repair symbol is due. They are spread evenly between the source symbols, since two next
/// to one another would get lost by one burst; and one follows when the flow pauses, since after
/// its last packet nothing else would come.
///
/// The one at a pause is lent by those to come, so that a flow that pauses after each packet costs
/// no more than another.
///
/// On the packet path: allocates nothing. Owned by the outbound agent; not thread-safe.
public final class RepairTurns {
  /// Stands for no deadline.
  public static final long NEVER_NS = Long.MAX_VALUE;

  /// Without a packet for so long, a flow pauses: longer than a stream of 60 pictures a second
  /// does, and soon enough for a buffer of 200 ms.
  static final long PAUSE_NS = 20_000_000L;

  /// What a repair symbol costs, in ppm of the rate.
  private static final int PRICE = 1_000_000;

  /// What is postponed without end is not made up for at once.
  private static final long MOST_CREDIT = 2 * PRICE;

  private long credit;
  private boolean uncovered;
  private long lastSourceNs;

  /// A source symbol has gone; answers whether a repair symbol is to follow it now.
  ///
  /// @param ratePpm repair symbols a million source symbols, 0 to a million
  public boolean onSource(int ratePpm, long nowNs) {
    lastSourceNs = nowNs;
    if (ratePpm <= 0) {
      credit = Math.min(credit, 0);
      uncovered = false;
      return false;
    }
    credit = Math.min(credit + ratePpm, MOST_CREDIT);
    uncovered = credit < PRICE;
    if (uncovered) {
      return false;
    }
    credit -= PRICE;
    return true;
  }

  /// When [#onTick] may have something to say; [#NEVER_NS] until the next source symbol.
  public long nextDeadlineNs() {
    return isPauseCovered() ? NEVER_NS : lastSourceNs + PAUSE_NS;
  }

  /// Answers whether a repair symbol is due now, because the flow pauses.
  public boolean onTick(long nowNs) {
    if (isPauseCovered() || nowNs - lastSourceNs < PAUSE_NS) {
      return false;
    }
    uncovered = false;
    credit -= PRICE;
    return true;
  }

  /// The one that was just said to be due was not made, as it would have cost too much: it is due
  /// with the next source symbol.
  public void postpone() {
    credit = Math.min(credit + PRICE, MOST_CREDIT);
  }

  /// One is lent at a time.
  private boolean isPauseCovered() {
    return !uncovered || credit < 0;
  }
}
