package io.hawser.probe;

/// What all estimators answer where nothing has been measured yet.
public final class Measure {
  /// Neither good nor bad: no measurement. Every real measure is zero or more.
  public static final long UNMEASURED = -1;

  private Measure() {}
}
