package io.hawser.probe.architecture;

import java.time.Instant;

/// Reads clocks, to be caught.
final class PlantedClock {
  long monotonicNs() {
    return System.nanoTime();
  }

  long epochMs() {
    return System.currentTimeMillis();
  }

  Instant instant() {
    return Instant.now();
  }
}
