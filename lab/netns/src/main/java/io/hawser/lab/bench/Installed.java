package io.hawser.lab.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What programs the machine has where a host of the lab looks for them.
final class Installed {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"));

  private Installed() {}

  static boolean all(String... programs) {
    return List.of(programs).stream()
        .allMatch(
            program ->
                PLACES.stream().anyMatch(place -> Files.isExecutable(place.resolve(program))));
  }
}
