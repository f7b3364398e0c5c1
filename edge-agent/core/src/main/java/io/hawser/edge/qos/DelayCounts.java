package io.hawser.edge.qos;

/// How long packets waited, in classes an eighth of their power of two wide; the older, the less
/// they count.
final class DelayCounts {
  private static final int SHIFT = 3;
  private static final int PARTS = 1 << SHIFT;
  private static final int CLASSES = 32 * PARTS;

  /// Every so many packets all counts are halved.
  private static final int MEMORY = 1 << 14;

  private static final long NS_PER_US = 1_000;

  private final int[] counts = new int[CLASSES];
  private int total;

  void add(long waitedNs) {
    counts[classOf(waitedNs / NS_PER_US)]++;
    if (++total == MEMORY) {
      fade();
    }
  }

  private void fade() {
    total = 0;
    for (int i = 0; i < CLASSES; i++) {
      counts[i] >>= 1;
      total += counts[i];
    }
  }

  /// Microseconds that a share `q` of the packets did not exceed, rounded up to the class; 0 where
  /// none has waited.
  long quantileUs(double q) {
    long wanted = (long) Math.ceil(total * q);
    long sum = 0;
    for (int i = 0; i < CLASSES; i++) {
      sum += counts[i];
      if (sum >= wanted && sum > 0) {
        return highest(i);
      }
    }
    return 0;
  }

  private static int classOf(long us) {
    if (us < PARTS) {
      return (int) Math.max(0, us);
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(us) - SHIFT;
    int index = (exponent + 1) * PARTS + (int) (us >>> exponent) - PARTS;
    return Math.min(index, CLASSES - 1);
  }

  private static long highest(int index) {
    if (index < PARTS) {
      return index;
    }
    int exponent = index / PARTS - 1;
    return ((long) (index % PARTS + PARTS + 1) << exponent) - 1;
  }
}
