package io.hawser.lab.namespace;

import java.io.IOException;

/// The machine lacks something without which no lab comes up; the message says what, and what to
/// do.
public final class MachineException extends IOException {
  MachineException(String message) {
    super(message);
  }
}
