package io.hawser.edge.fec;

/// TinyMT32, the small Mersenne Twister that both sides draw coefficients from (RFC 8682, section
/// 2). Its output is no secret and needs to be none. Not thread-safe.
final class TinyMt32 {
  // RFC 8682, section 2.1: the parameter set, and the steps of the start.
  private static final int MAT1 = 0x8F70_11EE;
  private static final int MAT2 = 0xFC78_FF1F;
  private static final int TMAT = 0x3793_FDFF;
  private static final int MIXING_STEPS = 8;
  private static final int FIRST_STEPS = 8;
  private static final int MULTIPLIER = 1_812_433_253;

  /// The top bit of the first word is no part of the state: 127 bits are.
  private static final int STATE_MASK = 0x7FFF_FFFF;

  private int word0;
  private int word1;
  private int word2;
  private int word3;

  /// Begins the sequence of a seed; any will do, 0 too.
  void seed(int seed) {
    word0 = seed;
    word1 = MAT1;
    word2 = MAT2;
    word3 = TMAT;
    for (int i = 1; i < MIXING_STEPS; i++) {
      mix(i);
    }
    for (int i = 0; i < FIRST_STEPS; i++) {
      step();
    }
  }

  private void mix(int i) {
    switch (i & 3) {
      case 0 -> word0 ^= mixed(i, word3);
      case 1 -> word1 ^= mixed(i, word0);
      case 2 -> word2 ^= mixed(i, word1);
      default -> word3 ^= mixed(i, word2);
    }
  }

  private static int mixed(int i, int before) {
    return i + MULTIPLIER * (before ^ before >>> 30);
  }

  private void step() {
    int x = (word0 & STATE_MASK) ^ word1 ^ word2;
    x ^= x << 1;
    int y = word3;
    y ^= y >>> 1 ^ x;
    int odd = -(y & 1);
    word0 = word1;
    word1 = word2 ^ odd & MAT1;
    word2 = x ^ y << 10 ^ odd & MAT2;
    word3 = y;
  }

  /// The next 32 bits.
  int next() {
    step();
    int sum = word0 + (word2 >>> 8);
    return word3 ^ sum ^ -(sum & 1) & TMAT;
  }

  /// The next number of 0 to 255: the low byte (RFC 8681, section 3.5).
  int next256() {
    return next() & 0xFF;
  }

  /// The next number of 0 to 15: the low four bits (RFC 8681, section 3.5).
  int next16() {
    return next() & 0xF;
  }
}
