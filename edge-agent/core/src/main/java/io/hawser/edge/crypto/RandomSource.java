package io.hawser.edge.crypto;

/// Where random bytes come from: a seeded generator in tests, the system's generator in an edge.
@FunctionalInterface
public interface RandomSource {

  /// Overwrites all of `target` with random bytes.
  void fill(byte[] target);
}
