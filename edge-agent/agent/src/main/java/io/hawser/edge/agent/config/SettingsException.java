package io.hawser.edge.agent.config;

/// A settings file that cannot be used; the message is `file:line: key: value (expected: …)`.
public final class SettingsException extends RuntimeException {
  SettingsException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
  }
}
