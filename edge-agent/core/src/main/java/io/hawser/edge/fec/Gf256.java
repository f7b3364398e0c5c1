package io.hawser.edge.fec;

/// The field of 256 elements, bytes as polynomials over GF(2) modulo x^8 + x^4 + x^3 + x^2 + 1 (RFC
/// 8681, section 3.7.1). Adding is exclusive or.
///
/// Rows of elements lie in `long[]`, eight a word, in whatever order. Products of a row are not
/// looked up but worked out for a word at once, a pass over the row for each bit of the factor:
/// plain small loops over two arrays with one index, of which the compiler makes vector
/// instructions. (Of one loop with all bits in it makes none, and it takes longer.) Allocates
/// nothing.
final class Gf256 {
  /// x^8 + x^4 + x^3 + x^2 + 1; x is a generator of the field's multiplicative group.
  static final int POLYNOMIAL = 0x11D;

  private static final int ELEMENTS = 256;
  private static final int GROUP = ELEMENTS - 1;

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /// What x^8 is, in each byte.
  private static final long FEEDBACK = (POLYNOMIAL & 0xFF) * 0x0101_0101_0101_0101L;

  /// x^i, twice over, so that a sum of two logarithms needs no modulo.
  private static final int[] POWER = new int[2 * GROUP];

  private static final int[] LOGARITHM = new int[ELEMENTS];

  static {
    int power = 1;
    for (int i = 0; i < GROUP; i++) {
      POWER[i] = power;
      POWER[i + GROUP] = power;
      LOGARITHM[power] = i;
      power <<= 1;
      power = power >= ELEMENTS ? power ^ POLYNOMIAL : power;
    }
  }

  private Gf256() {}

  static int product(int a, int b) {
    return a == 0 || b == 0 ? 0 : POWER[LOGARITHM[a] + LOGARITHM[b]];
  }

  /// @param a not 0
  static int inverse(int a) {
    return POWER[GROUP - LOGARITHM[a]];
  }

  /// `to += of`, the first `words` of each.
  static void add(long[] to, long[] of, int words) {
    for (int i = 0; i < words; i++) {
      to[i] ^= of[i];
    }
  }

  /// `to += of1 + of2`: half the writing.
  static void add(long[] to, long[] of1, long[] of2, int words) {
    for (int i = 0; i < words; i++) {
      to[i] ^= of1[i] ^ of2[i];
    }
  }

  /// `to *= x`.
  static void timesX(long[] to, int words) {
    for (int i = 0; i < words; i++) {
      to[i] = timesX(to[i]);
    }
  }

  /// `to *= x; sum += to`.
  private static void timesXAndAdd(long[] to, long[] sum, int words) {
    for (int i = 0; i < words; i++) {
      long v = timesX(to[i]);
      to[i] = v;
      sum[i] ^= v;
    }
  }

  /// `to += factor * of`: what is added is doubled from bit to bit of the factor.
  ///
  /// @param factor 0 to 255
  /// @param scratch as long as the others; holds anything before and after
  static void addScaled(long[] to, long[] of, int words, int factor, long[] scratch) {
    // First, for `to` and `of` may be one.
    if (factor >>> 1 != 0) {
      System.arraycopy(of, 0, scratch, 0, words);
    }
    if ((factor & 1) != 0) {
      add(to, of, words);
    }
    for (int rest = factor >>> 1; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        timesXAndAdd(scratch, to, words);
      } else {
        timesX(scratch, words);
      }
    }
  }

  /// `to *= factor`.
  ///
  /// @param factor 1 to 255
  /// @param scratch as long as the other; holds anything before and after
  static void scale(long[] to, int words, int factor, long[] scratch) {
    // What is there already is once of it.
    addScaled(to, to, words, factor ^ 1, scratch);
  }

  /// Each byte times x: shifted, and reduced where its high bit was set. There a borrow makes 0x7F
  /// of it, all the bits of the feedback.
  private static long timesX(long v) {
    long high = v & HIGH_BITS;
    return (v ^ high) << 1 ^ high - (high >>> 7) & FEEDBACK;
  }
}
