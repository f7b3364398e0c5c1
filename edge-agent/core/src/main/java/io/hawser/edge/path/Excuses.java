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
/// and hides no loss that comes later.
final class Excuses {
  /// So many ranges at most; more become one. A sender whose queue is full tells of one each 10 ms,
  /// and they settle a round trip and an eighth of a second later.
  private static final int MOST = 64;

  private static final class Excuse {
    final long first;
    long last;
    long number;

    Excuse(long first, long last, long number) {
      this.first = first;
      this.last = last;
      this.number = number;
    }
  }

  private final List<Excuse> excuses = new ArrayList<>();

  /// Of the counters from `first` to `last`, `number` are excused.
  void add(long first, long last, long number) {
    if (excuses.size() < MOST) {
      excuses.add(new Excuse(first, last, number));
      return;
    }
    Excuse widened = excuses.getLast();
    widened.last = Math.max(widened.last, last);
    widened.number += number;
  }

  /// The only counter of a range is not excused after all.
  void remove(long counter) {
    excuses.removeIf(excuse -> excuse.first == counter && excuse.last == counter);
  }

  /// How many of `missing` newly missing counters are excused, when those below `settled` are
  /// settled. Each excuse counts once.
  long take(long settled, long missing) {
    long taken = 0;
    for (Iterator<Excuse> each = excuses.iterator(); each.hasNext(); ) {
      Excuse excuse = each.next();
      if (excuse.first < settled) {
        long own = Math.min(excuse.number, missing - taken);
        taken += own;
        excuse.number -= own;
      }
      if (excuse.last < settled || excuse.number == 0) {
        each.remove();
      }
    }
    return taken;
  }
}
