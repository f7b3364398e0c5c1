package io.hawser.lab.topology;

/// A topology file that is refused; the message is `file:line: key: value (expected: …)`.
public final class TopologyException extends RuntimeException {
  TopologyException(String message) {
    super(message);
  }
}
