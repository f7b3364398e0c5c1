package io.hawser.edge.agent.config;

import java.nio.file.Path;

/// Where the agent keeps things: `etc` is written by people, `state` survives a restart, `run` does
/// not.
public record EdgeDirectories(Path etc, Path state, Path run) {
  public static final String DEFAULT_ETC = "/etc/hawser";
  public static final String DEFAULT_STATE = "/var/lib/hawser";
  public static final String DEFAULT_RUN = "/run/hawser";

  public static EdgeDirectories ofSystem() {
    return new EdgeDirectories(Path.of(DEFAULT_ETC), Path.of(DEFAULT_STATE), Path.of(DEFAULT_RUN));
  }

  public Path settingsFile() {
    return etc.resolve("edge.yaml");
  }

  public Path agentSocket() {
    return run.resolve("agent.sock");
  }
}
