package io.hawser.orchestrator.planted;

import java.time.Instant;
import java.util.Random;

/// Reads clocks and throws dice, to be caught.
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

  int dice() {
    return new Random().nextInt();
  }
}
