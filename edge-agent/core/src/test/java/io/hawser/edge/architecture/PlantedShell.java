package io.hawser.edge.architecture;

import io.hawser.edge.agent.Shell;

/// Knows the shell, to be caught.
final class PlantedShell {
  Shell shell() {
    return new Shell();
  }
}
