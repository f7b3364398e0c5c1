package io.hawser.edge.path;

/// In how many rows the counters of one session did not come: those next to one another are one
/// row, which a packet that comes late shortens, divides or ends. Owned by the inbound agent.
///
/// ```
///   counters   0 1 2 . . 5 6 . 8 9        two rows: 3 to 4, and 7
///                    └─┘     └ ends when 7 comes
/// ```
///
/// In order and without loss it is not called. The work for a packet is bounded by [#KEPT].
final class MissingRows {
  /// Rows that are followed until they are settled, the newest: at a loss of 5 % in bursts of 2,
  /// those of 2,560 packets. Older ones count as they are.
  static final int KEPT = 64;

  private static final int MASK = KEPT - 1;

  private final long[] from = new long[KEPT];
  private final long[] until = new long[KEPT];
  private int first;
  private int count;
  private long settled;

  /// The next counter that came is not the one after the highest.
  ///
  /// @param skippedFrom the first that did not come
  /// @param skippedUntil the one that came
  void onSkipped(long skippedFrom, long skippedUntil) {
    insert(count, skippedFrom, skippedUntil);
  }

  /// A counter came that is not above the highest.
  void onLate(long counter) {
    int row = count - 1;
    while (row >= 0 && counter < from[at(row)]) {
      row--;
    }
    if (row < 0 || counter >= until[at(row)]) {
      return;
    }
    long end = until[at(row)];
    if (counter > from[at(row)]) {
      until[at(row)] = counter;
      if (counter + 1 < end) {
        insert(row + 1, counter + 1, end);
      }
    } else if (counter + 1 < end) {
      from[at(row)] = counter + 1;
    } else {
      remove(row);
    }
  }

  /// Of the counters below this one, what did not come is lost.
  void settle(long below) {
    while (count > 0 && until[first] <= below) {
      settleFirst();
    }
  }

  /// Rows that are lost. Never falls.
  long settled() {
    return settled;
  }

  private void insert(int row, long rowFrom, long rowUntil) {
    int place = row;
    if (count == KEPT) {
      settleFirst();
      place--;
    }
    for (int i = count; i > place; i--) {
      from[at(i)] = from[at(i - 1)];
      until[at(i)] = until[at(i - 1)];
    }
    from[at(place)] = rowFrom;
    until[at(place)] = rowUntil;
    count++;
  }

  private void remove(int row) {
    count--;
    for (int i = row; i < count; i++) {
      from[at(i)] = from[at(i + 1)];
      until[at(i)] = until[at(i + 1)];
    }
  }

  private void settleFirst() {
    first = first + 1 & MASK;
    count--;
    settled++;
  }

  private int at(int row) {
    return first + row & MASK;
  }
}
