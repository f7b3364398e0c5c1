package io.hawser.edge.fec;

/// GF(256) as one would do it by hand: polynomials over GF(2), multiplied and then divided. A model
/// for the tests.
final class Bitwise {
  private static final int[][] PRODUCTS = new int[256][256];

  static {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        PRODUCTS[a][b] = remainder(multiplied(a, b));
      }
    }
  }

  private Bitwise() {}

  private static int multiplied(int a, int b) {
    int sum = 0;
    for (int bit = 0; bit < 8; bit++) {
      if ((b >> bit & 1) == 1) {
        sum ^= a << bit;
      }
    }
    return sum;
  }

  private static int remainder(int polynomial) {
    // x^8 + x^4 + x^3 + x^2 + 1
    int divisor = 0b1_0001_1101;
    int rest = polynomial;
    for (int degree = 15; degree >= 8; degree--) {
      if ((rest >> degree & 1) == 1) {
        rest ^= divisor << degree - 8;
      }
    }
    return rest;
  }

  static int product(int a, int b) {
    return PRODUCTS[a][b];
  }

  static int inverse(int a) {
    for (int b = 1; b < 256; b++) {
      if (product(a, b) == 1) {
        return b;
      }
    }
    throw new IllegalArgumentException("a: " + a + " (expected: 1 to 255)");
  }

  /// `to += factor * of`, byte by byte; `of` may be shorter.
  static void addScaled(byte[] to, byte[] of, int factor) {
    for (int i = 0; i < of.length; i++) {
      to[i] ^= (byte) product(of[i] & 0xFF, factor);
    }
  }
}
