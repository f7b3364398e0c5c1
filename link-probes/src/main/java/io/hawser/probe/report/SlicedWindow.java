package io.hawser.probe.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The last while of something mergeable, in slices, each of which leaves as a whole. One object
/// answers for every window up to its length.
public final class SlicedWindow<E extends Mergeable<E>> {
  private static final int MOST_SLICES = 4_096;

  private final long sliceNs;
  private final List<E> slices = new ArrayList<>();
  private long slice;
  private boolean started;

  /// Slices of `sliceNs` are kept for `windowNs` and one slice more.
  ///
  /// @param empty makes an empty sum
  public SlicedWindow(long windowNs, long sliceNs, Supplier<E> empty) {
    if (sliceNs <= 0 || windowNs < sliceNs || windowNs / sliceNs > MOST_SLICES) {
      throw new IllegalArgumentException(
          "windowNs, sliceNs: "
              + windowNs
              + ", "
              + sliceNs
              + " (expected: 1 to "
              + MOST_SLICES
              + " slices of more than 0 ns)");
    }
    this.sliceNs = sliceNs;
    for (long count = windowNs / sliceNs + 1; count > 0; count--) {
      slices.add(empty.get());
    }
  }

  /// The slice in progress, to add to.
  public E current(long nowNs) {
    advance(nowNs);
    return at(slice);
  }

  /// Replaces what `into` holds by the sum of the slice in progress and of the whole ones that
  /// `windowNs` reaches.
  public void sum(long nowNs, long windowNs, E into) {
    advance(nowNs);
    into.clear();
    long count = Math.min(slices.size(), (windowNs + sliceNs - 1) / sliceNs + 1);
    for (long back = 0; back < count; back++) {
      into.merge(at(slice - back));
    }
  }

  private E at(long number) {
    return slices.get((int) Math.floorMod(number, (long) slices.size()));
  }

  private void advance(long nowNs) {
    long now = Math.floorDiv(nowNs, sliceNs);
    if (!started || now - slice > slices.size()) {
      started = true;
      slices.forEach(Mergeable::clear);
      slice = now;
    }
    while (slice < now) {
      slice++;
      at(slice).clear();
    }
  }
}
