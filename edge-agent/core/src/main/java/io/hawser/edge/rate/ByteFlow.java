package io.hawser.edge.rate;

/// How many bytes passed when, two and a half seconds back. Owned by control.
final class ByteFlow {
  static final long SLICE_NS = 5_000_000L;

  /// A power of two.
  private static final int SLICES = 1 << 9;

  private static final int MASK = SLICES - 1;

  /// Before any time that a monotonic clock shows, by its number of slices.
  private static final long NEVER = -(1L << 40);

  private final double[] bytes = new double[SLICES];
  private long newest = NEVER;

  /// Until when it is known what passed.
  private long endNs = NEVER * SLICE_NS;

  /// So many passed evenly between two times; at the latter one where that is not after the former.
  void add(long fromNs, long toNs, double amount) {
    long startNs = Math.min(fromNs, toNs - 1);
    advance(Math.floorDiv(toNs - 1, SLICE_NS));
    endNs = Math.max(endNs, toNs);
    double perNs = amount / (toNs - startNs);
    for (long ns = Math.max(startNs, oldestNs()); ns < toNs; ) {
      long slice = Math.floorDiv(ns, SLICE_NS);
      long untilNs = Math.min(toNs, (slice + 1) * SLICE_NS);
      bytes[(int) (slice & MASK)] += perNs * (untilNs - ns);
      ns = untilNs;
    }
  }

  private void advance(long slice) {
    long first = Math.max(newest + 1, slice - SLICES + 1);
    for (long each = first; each <= slice; each++) {
      bytes[(int) (each & MASK)] = 0;
    }
    newest = Math.max(newest, slice);
  }

  private long oldestNs() {
    return (newest - SLICES + 1) * SLICE_NS;
  }

  /// How many passed between two times, as far as that is known.
  double between(long fromNs, long toNs) {
    double sum = 0;
    long lastNs = Math.min(toNs, endNs);
    for (long ns = Math.max(fromNs, oldestNs()); ns < lastNs; ) {
      long slice = Math.floorDiv(ns, SLICE_NS);
      long sliceNs = slice * SLICE_NS;
      long sliceEndNs = Math.min(endNs, sliceNs + SLICE_NS);
      long untilNs = Math.min(lastNs, sliceEndNs);
      sum += bytes[(int) (slice & MASK)] * (untilNs - ns) / (sliceEndNs - sliceNs);
      ns = untilNs;
    }
    return sum;
  }
}
