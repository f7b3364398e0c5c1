package io.hawser.lab.emulator;

import java.util.SplittableRandom;

/// Variation of the delay that nobody can overlook: between nothing and a range, evenly, from one
/// random value in a straight line to another one [#STEP_NS] later.
///
/// Unlike [Jitter] it forgets soon, and never stays at the least delay for long: every half second
/// has about as much of it as the next. The same as that of wires in virtual time.
final class Spread {
  /// Packets every 20 or 100 ms do not meet each step at the same moment.
  static final long STEP_NS = 61_000_000;

  private final long rangeNs;
  private boolean started;
  private long step;
  private double from;
  private double to;

  Spread(long rangeNs) {
    this.rangeNs = rangeNs;
  }

  /// By how much a packet is later at a time; times do not go back.
  long atNs(long timeNs, SplittableRandom random) {
    if (rangeNs == 0) {
      return 0;
    }
    long now = Math.floorDiv(timeNs, STEP_NS);
    if (!started || now != step) {
      from = started && now == step + 1 ? to : random.nextDouble();
      to = random.nextDouble();
      step = now;
      started = true;
    }
    double share = (double) (timeNs - step * STEP_NS) / STEP_NS;
    return Math.round(rangeNs * (from + (to - from) * share));
  }
}
