package io.hawser.lab.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a person wants of a measurement.
///
/// @param peer a program of one's own to measure beside
/// @param parts all where none is named
/// @param rounds how often each contender has its turn
public record BenchOptions(Optional<Path> peer, List<String> parts, int rounds) {
  public static final int DEFAULT_ROUNDS = 5;

  public BenchOptions {
    parts = List.copyOf(parts);
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: " + rounds + " (expected: 1 or more)");
    }
  }

  public static BenchOptions none() {
    return new BenchOptions(Optional.empty(), List.of(), DEFAULT_ROUNDS);
  }
}
