package io.hawser.lab.scenario;

/// The machine could not do the measuring (a capture lost packets, a sender fell behind): the run
/// is invalid, and repeated.
public final class NotMeasurableException extends Exception {
  public NotMeasurableException(String message) {
    super(message);
  }
}
