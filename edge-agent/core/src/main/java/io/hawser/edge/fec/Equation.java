package io.hawser.edge.fec;

import java.util.Arrays;

/// What a repair symbol says of packets that are missing: their sum, each times its factor. The
/// missing are columns, places in the ring of the [Decoder].
final class Equation {
  static final int COLUMNS = Decoder.SPAN;
  static final int NONE = -1;

  private static final int MASK = COLUMNS - 1;
  static final int WORDS = COLUMNS / Long.BYTES;

  /// Eight factors a word, that of the lowest column in the lowest byte.
  private final long[] factors = new long[WORDS];

  /// What the missing sum up to.
  Symbol sum;

  /// Its oldest column with a factor, which is 1, once it is one of the [Equations].
  int pivot = NONE;

  Equation(int longest, SymbolMemory memory) {
    sum = new Symbol(longest, memory);
  }

  /// No columns; the sum is whatever it was.
  void clear() {
    Arrays.fill(factors, 0);
    pivot = NONE;
  }

  int factor(int column) {
    return (int) (factors[column >>> 3] >>> shift(column)) & 0xFF;
  }

  void put(int column, int factor) {
    long others = factors[column >>> 3] & ~(0xFFL << shift(column));
    factors[column >>> 3] = others | (long) factor << shift(column);
  }

  private static int shift(int column) {
    return (column & 7) << 3;
  }

  /// The first column that has a factor, from `oldest` on and round; [#NONE] if there is none. A
  /// word at a time; that of `oldest` is looked at twice, its lower columns last.
  int first(int oldest) {
    int steps = 0;
    while (steps < COLUMNS) {
      int column = oldest + steps & MASK;
      long left = factors[column >>> 3] >>> shift(column);
      if (left != 0) {
        return column + (Long.numberOfTrailingZeros(left) >>> 3);
      }
      steps += Long.BYTES - (column & 7);
    }
    return NONE;
  }

  /// Whether its sum is the packet of its pivot.
  boolean isSolved() {
    for (int i = 0; i < WORDS; i++) {
      long expected = i == pivot >>> 3 ? 1L << shift(pivot) : 0;
      if (factors[i] != expected) {
        return false;
      }
    }
    return true;
  }

  void addScaled(Equation other, int factor, long[] scratch) {
    Gf256.addScaled(factors, other.factors, WORDS, factor, scratch);
    sum.addScaled(other.sum, factor, scratch);
  }

  void scale(int factor, long[] scratch) {
    Gf256.scale(factors, WORDS, factor, scratch);
    sum.scale(factor, scratch);
  }

  /// Takes out a column whose packet has come.
  void substitute(int column, Symbol known, long[] scratch) {
    int factor = factor(column);
    if (factor != 0) {
      sum.addScaled(known, factor, scratch);
      put(column, 0);
    }
  }
}
