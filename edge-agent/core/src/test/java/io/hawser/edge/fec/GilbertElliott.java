package io.hawser.edge.fec;

import java.util.Random;

/// A way that loses all while it is bad and nothing while it is good (Gilbert, 1960): bursts of
/// geometric length.
final class GilbertElliott {
  private final Random random;
  private final double becomesBad;
  private final double becomesGood;
  private boolean bad;

  /// @param meanBurst packets lost next to one another, on average: 1 or more. With 1 losses are
  ///   single, never two of them together
  GilbertElliott(double loss, double meanBurst, Random random) {
    this.random = random;
    becomesGood = 1 / meanBurst;
    becomesBad = loss * becomesGood / (1 - loss);
  }

  boolean loses() {
    bad = bad ? random.nextDouble() >= becomesGood : random.nextDouble() < becomesBad;
    return bad;
  }
}
