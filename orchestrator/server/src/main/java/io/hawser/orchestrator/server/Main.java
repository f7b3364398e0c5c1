package io.hawser.orchestrator.server;

import io.hawser.orchestrator.server.cli.CommandTree;

/// The program `hawser-orchestrator`.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(CommandTree.run(args));
  }
}
