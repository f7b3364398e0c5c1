package io.hawser.orchestrator.server;

import java.util.Optional;

/// Makes the first user where there is none.
public interface FirstStart {
  /// The password that it made, to be shown once; nothing where users exist.
  Optional<String> oneTimePassword();
}
