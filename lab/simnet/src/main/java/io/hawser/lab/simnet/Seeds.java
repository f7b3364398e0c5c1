package io.hawser.lab.simnet;

import java.util.function.LongConsumer;

/// Runs a scenario over many seeds; a failure names its seed and how to run that alone.
public final class Seeds {
  /// Set to run one seed only: `-Dsimnet.seed=17`.
  public static final String PROPERTY = "simnet.seed";

  private Seeds() {}

  /// Seeds 1 to `count`, or the one of [#PROPERTY].
  public static void forEach(int count, LongConsumer scenario) {
    Long only = Long.getLong(PROPERTY);
    if (only != null) {
      run(only, scenario);
      return;
    }
    for (long seed = 1; seed <= count; seed++) {
      run(seed, scenario);
    }
  }

  private static void run(long seed, LongConsumer scenario) {
    try {
      scenario.accept(seed);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed "
              + seed
              + " failed (again: -D"
              + PROPERTY
              + "="
              + seed
              + "): "
              + failure.getMessage(),
          failure);
    }
  }
}
