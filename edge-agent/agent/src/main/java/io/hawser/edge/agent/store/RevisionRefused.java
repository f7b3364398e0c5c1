package io.hawser.edge.agent.store;

/// A configuration that does not come into force; the message is `name: value (expected: …)`.
public final class RevisionRefused extends Exception {
  public RevisionRefused(String message) {
    super(message);
  }

  public RevisionRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
