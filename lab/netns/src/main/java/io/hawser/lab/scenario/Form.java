package io.hawser.lab.scenario;

/// How thoroughly a scenario runs, and how strictly it judges.
public enum Form {
  /// For `lab/run test`: quick, on a machine that may be busy; generous bounds.
  SHORT,
  /// For `lab/run check`: everything, judged by the goals.
  FULL;

  /// The bound that belongs to this form.
  public double bound(double generous, double goal) {
    return this == SHORT ? generous : goal;
  }

  /// The number of repetitions, seconds or packets that belongs to this form.
  public int amount(int few, int many) {
    return this == SHORT ? few : many;
  }
}
