package io.hawser.edge.path;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Counters of one session that are missing for no fault of the path, as their sender tells: of a
/// range, how many. Owned by control.
///
/// ```
///  counters   0 ................ settled ............
///  excuses       |-- 3 --|-- 2 --|-- 5 --|
///                 void    void    taken as far as counters are missing
/// ```
///
/// What an excuse is not needed for below the settled counters it excuses nowhere else: it is void,
/// and hides no loss that comes later. Only one that may have come late is then *overdue*: it is
/// for counters that were counted as lost before.
final class Excuses {
  /// So many ranges at most; more become one. A sender whose queue is full tells of one each 10 ms,
  /// and they settle a round trip and an eighth of a second later.
  private static final int MOST = 64;

  private static final class Excuse {
    final long first;
    final boolean mayBeLate;
    long last;
    long number;

    Excuse(long first, long last, long number, boolean mayBeLate) {
      this.first = first;
      this.last = last;
      this.number = number;
      this.mayBeLate = mayBeLate;
    }
  }

  private final List<Excuse> excuses = new ArrayList<>();
  private long overdue;

  /// Of the counters from `first` to `last`, `number` are excused, before any of them is settled.
  void add(long first, long last, long number) {
    add(new Excuse(first, last, number, false));
  }

  /// The same, perhaps after some of them were settled.
  void addLate(long first, long last, long number) {
    add(new Excuse(first, last, number, true));
  }

  private void add(Excuse excuse) {
    if (excuses.size() < MOST) {
      excuses.add(excuse);
      return;
    }
    Excuse widened = excuses.getLast();
    widened.last = Math.max(widened.last, excuse.last);
    widened.number += excuse.number;
  }

  /// The only counter of a range is not excused after all.
  void remove(long counter) {
    excuses.removeIf(excuse -> excuse.first == counter && excuse.last == counter);
  }

  /// How many of `missing` newly missing counters are excused, when those from `before` to below
  /// `settled` are newly settled. Each excuse counts once.
  long take(long before, long settled, long missing) {
    long taken = 0;
    for (Iterator<Excuse> each = excuses.iterator(); each.hasNext(); ) {
      Excuse excuse = each.next();
      if (excuse.first < settled && excuse.last >= before) {
        long own = Math.min(excuse.number, missing - taken);
        taken += own;
        excuse.number -= own;
      }
      if (excuse.last < settled || excuse.number == 0) {
        overdue += excuse.mayBeLate ? excuse.number : 0;
        each.remove();
      }
    }
    return taken;
  }

  /// How many are excused of those that were counted as lost before. Each counts once.
  long takeOverdue() {
    long taken = overdue;
    overdue = 0;
    return taken;
  }
}
