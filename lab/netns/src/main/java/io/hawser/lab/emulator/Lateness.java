package io.hawser.lab.emulator;

/// How much later than due frames left: a histogram of quarter powers of two.
final class Lateness {
  private static final int STEPS_PER_OCTAVE = 4;
  private static final int BUCKETS = 40 * STEPS_PER_OCTAVE;

  private final long aheadNs;
  private final long[] count = new long[BUCKETS];
  private long total;
  private long largestNs;

  /// @param aheadNs by which those that it hears of are taken for later than they were
  Lateness(long aheadNs) {
    this.aheadNs = aheadNs;
  }

  void record(long lateNs) {
    long late = Math.max(lateNs - aheadNs, 1);
    count[bucket(late)]++;
    total++;
    largestNs = Math.max(largestNs, late);
  }

  long total() {
    return total;
  }

  long largestNs() {
    return largestNs;
  }

  /// The time that this share of frames did not exceed; rounded up to the bucket's end.
  long percentileNs(double share) {
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += count[bucket];
      if (seen >= wanted && seen > 0) {
        return Math.min(largestNs, endNs(bucket));
      }
    }
    return largestNs;
  }

  void reset() {
    java.util.Arrays.fill(count, 0);
    total = 0;
    largestNs = 0;
  }

  private static int bucket(long lateNs) {
    int octave = 63 - Long.numberOfLeadingZeros(lateNs);
    int step = octave < 2 ? 0 : (int) (lateNs >>> (octave - 2)) & (STEPS_PER_OCTAVE - 1);
    return Math.min(BUCKETS - 1, octave * STEPS_PER_OCTAVE + step);
  }

  private static long endNs(int bucket) {
    int octave = bucket / STEPS_PER_OCTAVE;
    int step = bucket % STEPS_PER_OCTAVE;
    return octave < 2 ? 4 : ((long) (STEPS_PER_OCTAVE + step + 1) << (octave - 2));
  }
}
