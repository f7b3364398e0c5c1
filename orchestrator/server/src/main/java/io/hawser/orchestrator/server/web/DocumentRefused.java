package io.hawser.orchestrator.server.web;

/// A company or policy document that was not taken; the message names file and line where it can.
final class DocumentRefused extends IllegalArgumentException {
  DocumentRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
