package io.hawser.probe.report;

/// A sum of measurements.
public interface Mergeable<E extends Mergeable<E>> {
  /// Adds what `other` holds; in whatever order sums are merged, the result is the same.
  void merge(E other);

  /// Forgets all.
  void clear();
}
