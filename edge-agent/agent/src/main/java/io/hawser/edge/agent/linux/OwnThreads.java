package io.hawser.edge.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The threads of this process, as the kernel sees them.
final class OwnThreads {
  private static final Path ALL = Path.of("/proc/self/task");

  private OwnThreads() {}

  /// Directories of those that have it in their names, of which the kernel keeps 15 characters;
  /// empty where it does not tell.
  static List<Path> named(String part) {
    try (Stream<Path> threads = Files.list(ALL)) {
      return threads.filter(each -> name(each).contains(part)).toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException _) {
      // It has ended meanwhile.
      return "";
    }
  }
}
