package io.hawser.orchestrator.server.cli;

/// A command that was not done; the message is all that a person is told.
final class CommandFailed extends RuntimeException {
  CommandFailed(String message) {
    super(message);
  }
}
