package io.hawser.lab.scenario;

/// What is to be said of a scenario.
public enum Verdict {
  /// Every goal was reached.
  PASSED,
  /// A goal was missed, or the run broke off.
  FAILED,
  /// The machine was too busy to emulate the wires, in every attempt.
  NOT_MEASURABLE,
  /// A program that it needs is missing.
  NOT_RUN
}
