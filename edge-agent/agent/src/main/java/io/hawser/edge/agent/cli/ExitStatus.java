package io.hawser.edge.agent.cli;

/// The exit statuses of `hawser`; 2, wrong usage, is picocli's own.
final class ExitStatus {
  static final int OK = 0;
  static final int REFUSED = 1;
  static final int NO_AGENT = 3;
  static final int NOT_APPROVED = 4;

  private ExitStatus() {}
}
