package io.hawser.edge.architecture.packet;

import io.hawser.edge.architecture.crypto.Upper;

/// Uses a package above its own, to be caught.
final class PlantedUpwardImport {
  Upper upper() {
    return new Upper();
  }
}
