package io.hawser.lab.emulator;

import java.util.SplittableRandom;

/// Variation of the delay, correlated in time.
///
/// An Ornstein-Uhlenbeck process (mean 0, given standard deviation, correlation time
/// [#CORRELATION_NS]) sampled at knots [#KNOT_NS] apart, with straight lines between: so packets
/// that follow closely have nearly the same delay. Drawn anew for each packet, jitter would reorder
/// nearly all of them, or shift the mean where order is kept.
final class Jitter {
  static final long CORRELATION_NS = 250_000_000;
  static final long KNOT_NS = 20_000_000;

  /// No value is farther from the mean than this many standard deviations.
  private static final double BOUND = 2.5;

  private static final double MEMORY = Math.exp(-(double) KNOT_NS / CORRELATION_NS);
  private static final double FRESH = Math.sqrt(1 - MEMORY * MEMORY);
  private static final int FORGOTTEN_KNOTS = 100;

  private final double deviationNs;
  private boolean started;
  private long knotNs;
  private double before;
  private double after;

  Jitter(long deviationNs) {
    this.deviationNs = deviationNs;
  }

  /// The deviation from the mean delay at a time; times do not go back.
  long atNs(long timeNs, SplittableRandom random) {
    if (deviationNs == 0) {
      return 0;
    }
    if (!started || timeNs - knotNs > FORGOTTEN_KNOTS * KNOT_NS) {
      started = true;
      knotNs = timeNs;
      before = bounded(random.nextGaussian());
      after = following(before, random);
    }
    while (timeNs - knotNs >= KNOT_NS) {
      knotNs += KNOT_NS;
      before = after;
      after = following(before, random);
    }
    double share = Math.max(0, (double) (timeNs - knotNs) / KNOT_NS);
    return Math.round(deviationNs * (before + share * (after - before)));
  }

  private static double following(double value, SplittableRandom random) {
    return bounded(value * MEMORY + FRESH * random.nextGaussian());
  }

  private static double bounded(double value) {
    return Math.clamp(value, -BOUND, BOUND);
  }
}
