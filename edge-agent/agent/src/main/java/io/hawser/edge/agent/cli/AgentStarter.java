package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.config.EdgeDirectories;

/// Runs the agent until it is told to stop.
@FunctionalInterface
public interface AgentStarter {
  /// The exit status of the daemon.
  int run(EdgeDirectories directories) throws Exception;
}
