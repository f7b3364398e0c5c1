package io.hawser.edge.bond;

import io.hawser.probe.Measure;
import io.hawser.probe.WindowedMinimum;

/// The rate of a line of the simulation that nobody configured, as package `rate` finds it for the
/// product: the most that it delivered lately, from the peer's reports, and now and then a little
/// more, to learn whether there is more. Owned by the outbound agent; not thread-safe.
///
/// What a path delivers is no more than what is sent on it. So the estimate only matters while the
/// bond is full, and then it is found as BBR finds it (draft-ietf-ccwg-bbr, sections 5.3 and
/// 5.5.2): doubling at first, until twice as much is no longer delivered, then a quarter more for
/// an eighth of the time.
final class DeliveredRate {
  /// The highest rate of so long counts.
  static final long MEMORY_NS = 10_000_000_000L;

  /// A sample is over so long at least: single reports are of a few packets.
  static final long SAMPLE_NS = 40_000_000;

  /// A sample over more than this says how long nothing was sent.
  static final long LONGEST_SAMPLE_NS = 400_000_000;

  /// One cycle of asking for more.
  static final long CYCLE_NS = 1_600_000_000;

  private static final int CYCLE_PARTS = 8;
  private static final double STARTING_GAIN = 2;
  private static final double ASKING_GAIN = 1.25;
  private static final double DRAINING_GAIN = 0.75;

  /// So much more than was thought is a link that has become quicker.
  private static final double QUICKER = 1.15;

  /// The start is over when so many samples in a row brought no quarter more.
  private static final int FLAT_SAMPLES = 3;

  private static final long LEAST_BPS = 100_000;
  private static final int BITS = 8;
  private static final double NS_PER_SECOND = 1e9;

  /// Of the rates, negated: the window keeps minima.
  private final WindowedMinimum negatedBps = new WindowedMinimum(MEMORY_NS);

  private boolean begun;
  private long fromBytes;
  private long fromNs;
  private boolean starting = true;
  private double plateauBps;
  private int flat;

  /// Takes in what the peer reported of one session; another session begins with [#onSession].
  ///
  /// @param bytes that arrived since the session began, tunnel overhead included
  /// @param arrivalNs when the last of them did, by the peer's clock
  public void onDelivered(long bytes, long arrivalNs, long nowNs) {
    long tookNs = arrivalNs - fromNs;
    if (begun && tookNs < SAMPLE_NS) {
      return;
    }
    if (begun && tookNs <= LONGEST_SAMPLE_NS && bytes > fromBytes) {
      sample((bytes - fromBytes) * BITS * NS_PER_SECOND / tookNs, nowNs);
    }
    begun = true;
    fromBytes = bytes;
    fromNs = arrivalNs;
  }

  /// The next report counts from anew.
  public void onSession() {
    begun = false;
  }

  private void sample(double bps, long nowNs) {
    negatedBps.add(nowNs, -(long) bps);
    plateauBps = Math.min(plateauBps, -negatedBps.get(nowNs));
    boolean more = bps > plateauBps * (starting ? ASKING_GAIN : QUICKER);
    if (more) {
      starting = true;
      plateauBps = bps;
      flat = 0;
    } else if (starting && ++flat >= FLAT_SAMPLES) {
      starting = false;
    }
  }

  /// What the link is taken to carry, bits a second; 0 before anything was delivered.
  public long bitsPerSecond(long nowNs) {
    long negated = negatedBps.count(nowNs) == 0 ? Measure.UNMEASURED : negatedBps.get(nowNs);
    if (negated >= Measure.UNMEASURED) {
      return 0;
    }
    return Math.max(LEAST_BPS, (long) (-negated * gain(nowNs)));
  }

  private double gain(long nowNs) {
    if (starting) {
      return STARTING_GAIN;
    }
    long part = Math.floorMod(nowNs, CYCLE_NS) * CYCLE_PARTS / CYCLE_NS;
    return part == 0 ? ASKING_GAIN : part == 1 ? DRAINING_GAIN : 1;
  }
}
