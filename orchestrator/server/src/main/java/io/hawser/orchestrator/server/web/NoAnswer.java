package io.hawser.orchestrator.server.web;

/// An edge that was asked did not answer in time.
final class NoAnswer extends RuntimeException {
  NoAnswer(String message, Throwable cause) {
    super(message, cause);
  }
}
