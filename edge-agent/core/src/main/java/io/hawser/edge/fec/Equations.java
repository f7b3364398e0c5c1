package io.hawser.edge.fec;

/// What is known of the packets that are missing, always fully reduced: each [Equation] has a pivot
/// of its own, the oldest of its columns, which no other equation has. So a packet is known as soon
/// as the equations determine it, and is then alone in one of them.
///
/// ```
///             missing, oldest first
///   pivots      a    b    c    d
///            +----+----+----+----+
///   a        |  1    .    *    . |  = sum     c is free: a waits for it
///   b        |  .    1    .    . |  = sum     solved
///   d        |  .    .    .    1 |  = sum     solved
///            +----+----+----+----+
/// ```
///
/// Because a pivot is the oldest of its equation, a packet that is given up takes exactly one
/// equation with it and none has to be worked out anew: what the others say does not contain it.
///
/// At most [#MOST], so the work for a symbol is bounded: twice as many additions of rows.
final class Equations {
  /// Packets that may be missing and in an equation at once: what a window of 64 loses of a path
  /// that loses half.
  static final int MOST = 32;

  private static final int COLUMN_MASK = Equation.COLUMNS - 1;

  /// Those from `count` on are spare.
  private final Equation[] all = new Equation[MOST];

  private final long[] scratch;

  private int count;
  private boolean contradicts;

  Equations(int longest, SymbolMemory memory) {
    scratch = new long[Math.max(Equation.WORDS, Symbol.wordsOf(Symbol.PREFIX + longest))];
    for (int i = 0; i < MOST; i++) {
      all[i] = new Equation(longest, memory);
    }
  }

  int count() {
    return count;
  }

  /// Whether some equation came to "0 = something": not all of what was told belongs together.
  boolean contradicts() {
    return contradicts;
  }

  void clear() {
    count = 0;
    contradicts = false;
  }

  /// An equation without columns, to be filled and given to [#add] before anything else. Takes the
  /// one with the oldest pivot where all are in use; `oldest` is the column to count from.
  Equation spare(int oldest) {
    if (count == MOST) {
      remove(withOldestPivot(oldest, false));
    }
    Equation spare = all[count];
    spare.clear();
    return spare;
  }

  /// Reduces the [#spare] by the others and the others by it. Answers false where it says nothing
  /// new, and is spare again.
  boolean add(int oldest) {
    Equation fresh = all[count];
    for (int i = 0; i < count; i++) {
      int factor = fresh.factor(all[i].pivot);
      if (factor != 0) {
        fresh.addScaled(all[i], factor, scratch);
      }
    }
    int pivot = fresh.first(oldest);
    if (pivot == Equation.NONE) {
      contradicts |= !fresh.sum.isZero();
      return false;
    }
    fresh.scale(Gf256.inverse(fresh.factor(pivot)), scratch);
    fresh.pivot = pivot;
    for (int i = 0; i < count; i++) {
      int factor = all[i].factor(pivot);
      if (factor != 0) {
        all[i].addScaled(fresh, factor, scratch);
      }
    }
    count++;
    return true;
  }

  /// The packet of a column has come.
  void substitute(int column, Symbol known, int oldest) {
    int withoutPivot = Equation.NONE;
    for (int i = 0; i < count; i++) {
      all[i].substitute(column, known, scratch);
      withoutPivot = all[i].pivot == column ? i : withoutPivot;
    }
    if (withoutPivot != Equation.NONE) {
      remove(withoutPivot);
      all[count].pivot = Equation.NONE;
      add(oldest);
    }
  }

  /// The packet of a column, the oldest, is given up.
  void forget(int column) {
    for (int i = 0; i < count; i++) {
      if (all[i].pivot == column) {
        remove(i);
        return;
      }
    }
  }

  /// Takes out an equation that is solved, that of the oldest packet first. What it says may be
  /// used until [#spare] is asked for next.
  ///
  /// @return whether there was one, then [#taken]
  boolean takeSolved(int oldest) {
    int solved = withOldestPivot(oldest, true);
    if (solved == Equation.NONE) {
      return false;
    }
    remove(solved);
    return true;
  }

  /// What [#takeSolved] took out.
  Equation taken() {
    return all[count];
  }

  private int withOldestPivot(int oldest, boolean ifSolved) {
    int found = Equation.NONE;
    int least = Equation.COLUMNS;
    for (int i = 0; i < count; i++) {
      int age = all[i].pivot - oldest & COLUMN_MASK;
      if (age < least && (!ifSolved || all[i].isSolved())) {
        found = i;
        least = age;
      }
    }
    return found;
  }

  /// It becomes the first of those that are spare.
  private void remove(int i) {
    count--;
    Equation removed = all[i];
    all[i] = all[count];
    all[count] = removed;
  }
}
