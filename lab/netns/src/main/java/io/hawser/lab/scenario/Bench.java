package io.hawser.lab.scenario;

/// A measurement for `lab/run bench`.
public interface Bench extends Scenario {
  /// The same measurement as somebody wants it.
  Bench with(BenchOptions options);
}
