package io.hawser.lab.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a person wants of a measurement.
///
/// @param peer a program of one's own to measure beside
/// @param parts all where none is named
/// @param rounds how often each contender has its turn
/// @param traces recorded cellular traces to measure over besides, as for `trace=` of a link
public record BenchOptions(Optional<Path> peer, List<String> parts, int rounds, List<Path> traces) {
  public static final int DEFAULT_ROUNDS = 5;

  public BenchOptions {
    parts = List.copyOf(parts);
    traces = List.copyOf(traces);
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: " + rounds + " (expected: 1 or more)");
    }
  }

  public static BenchOptions none() {
    return new BenchOptions(Optional.empty(), List.of(), DEFAULT_ROUNDS, List.of());
  }

  /// Nothing special but these traces.
  public static BenchOptions overTraces(List<Path> traces) {
    return new BenchOptions(Optional.empty(), List.of(), DEFAULT_ROUNDS, traces);
  }
}
