package io.hawser.lab.simnet;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The rate of a wire over time: even steps from the start of the simulation on, and again from the
/// first one after the last. Immutable.
public final class RateTrace {
  /// Nothing waits.
  public static final RateTrace UNLIMITED = new RateTrace(1, new long[] {0});

  private static final Duration EVER = Duration.ofDays(3_650);
  private static final double NS_PER_SECOND = 1e9;
  private static final long NS_PER_MS = 1_000_000L;

  // What a cell is like. In the model of Sprout (Winstein, Sivaraman and Balakrishnan, 2013) the
  // rate is a Brownian motion that goes 200 packets a second far in a second: half of a rate of 400
  // packets, 4.8 Mbit/s. Half of any rate is what a level each half second makes here.

  /// What the scheduler of a cell decides for.
  private static final long SLOT_NS = 20 * NS_PER_MS;

  /// Neighbouring levels differ by the root of two.
  private static final double LEVELS_PER_OCTAVE = 2;

  /// How long a level lasts, in the mean.
  private static final double SLOTS_OF_LEVEL = 25;

  /// One change in so many is a handover to another cell, which has up to four times or a quarter
  /// of the rate.
  private static final int CHANGES_OF_CELL = 12;

  private static final int LEVELS_OF_CELL = 4;

  /// One handover in so many interrupts everything for [#SLOTS_OF_OUTAGE], in the mean.
  private static final int CELLS_OF_OUTAGE = 3;

  private static final double SLOTS_OF_OUTAGE = 10;

  /// A slot has so much more or less than its level, at most.
  private static final double UNEVENNESS = 0.3;

  private final long stepNs;
  private final long[] bitsPerSecond;

  private RateTrace(long stepNs, long[] bitsPerSecond) {
    this.stepNs = stepNs;
    this.bitsPerSecond = bitsPerSecond;
  }

  /// @param bitsPerSecond 0 for unlimited
  public static RateTrace constant(long bitsPerSecond) {
    return bitsPerSecond == 0 ? UNLIMITED : steps(EVER, bitsPerSecond);
  }

  /// @param bitsPerSecond of one step after the other; 0 where nothing passes
  public static RateTrace steps(Duration step, long... bitsPerSecond) {
    if (step.toNanos() <= 0) {
      throw new IllegalArgumentException("step: " + step + " (expected: more than 0)");
    }
    long[] rates = bitsPerSecond.clone();
    if (Arrays.stream(rates).anyMatch(rate -> rate < 0) || Arrays.stream(rates).sum() == 0) {
      throw new IllegalArgumentException(
          "rates: " + Arrays.toString(rates) + " (expected: 0 or more, and not all 0)");
    }
    return new RateTrace(step.toNanos(), rates);
  }

  /// A radio cell: a Markov chain of rates from `leastBps` to about `mostBps`. Mostly it goes to a
  /// neighbouring level; now and then, at a handover, further, and sometimes after nothing at all
  /// has passed for a while.
  public static RateTrace cellular(
      SplittableRandom random, long leastBps, long mostBps, Duration length) {
    if (leastBps <= 0 || mostBps < leastBps) {
      throw new IllegalArgumentException(
          "rates: " + leastBps + " to " + mostBps + " (expected: more than 0, and rising)");
    }
    double octaves = Math.log((double) mostBps / leastBps) / Math.log(2);
    int levels = 1 + (int) Math.round(octaves * LEVELS_PER_OCTAVE);
    long[] slots = new long[(int) Math.max(1, length.toNanos() / SLOT_NS)];
    int level = random.nextInt(levels);
    int outage = 0;
    for (int slot = 0; slot < slots.length; slot++) {
      if (outage > 0) {
        outage--;
        continue;
      }
      if (random.nextDouble() < 1 / SLOTS_OF_LEVEL) {
        boolean handover = random.nextInt(CHANGES_OF_CELL) == 0;
        int most = handover ? LEVELS_OF_CELL : 1;
        level = another(level, 1 + random.nextInt(most), levels, random);
        if (handover && random.nextInt(CELLS_OF_OUTAGE) == 0) {
          outage = 1 + (int) (-Math.log(1 - random.nextDouble()) * SLOTS_OF_OUTAGE);
        }
      }
      double uneven = 1 + UNEVENNESS * (2 * random.nextDouble() - 1);
      slots[slot] = Math.round(leastBps * Math.pow(2, level / LEVELS_PER_OCTAVE) * uneven);
    }
    return new RateTrace(SLOT_NS, slots);
  }

  /// So many levels up or down, and back from the end.
  private static int another(int level, int by, int levels, SplittableRandom random) {
    int next = level + (random.nextBoolean() ? by : -by);
    int inside = next < 0 ? -next : next >= levels ? 2 * (levels - 1) - next : next;
    return Math.clamp(inside, 0, levels - 1);
  }

  public boolean isUnlimited() {
    return this == UNLIMITED;
  }

  /// Bits a second at a time of the simulation.
  public long bpsAt(long atNs) {
    long step = Math.floorDiv(atNs - Simulation.START_NS, stepNs);
    return bitsPerSecond[(int) Math.floorMod(step, (long) bitsPerSecond.length)];
  }

  /// How many bits pass between two times.
  public double bits(long fromNs, long toNs) {
    double bits = 0;
    for (long ns = fromNs; ns < toNs; ) {
      long untilNs = Math.min(toNs, stepEndNs(ns));
      bits += (untilNs - ns) / NS_PER_SECOND * bpsAt(ns);
      ns = untilNs;
    }
    return bits;
  }

  /// When so many bits have passed that begin to at a time.
  public long endNs(long fromNs, double bits) {
    double left = bits;
    long ns = fromNs;
    while (true) {
      long untilNs = stepEndNs(ns);
      double passing = (untilNs - ns) / NS_PER_SECOND * bpsAt(ns);
      if (passing >= left) {
        return ns + (long) (left * NS_PER_SECOND / bpsAt(ns));
      }
      left -= passing;
      ns = untilNs;
    }
  }

  private long stepEndNs(long ns) {
    return ns + stepNs - Math.floorMod(ns - Simulation.START_NS, stepNs);
  }
}
