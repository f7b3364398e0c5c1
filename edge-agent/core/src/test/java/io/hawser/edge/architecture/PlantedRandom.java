package io.hawser.edge.architecture;

import java.security.SecureRandom;
import java.util.Random;

/// Draws random numbers, to be caught.
final class PlantedRandom {
  int drawn() {
    return new Random().nextInt();
  }

  int secure() {
    return new SecureRandom().nextInt();
  }

  double convenient() {
    return Math.random();
  }
}
