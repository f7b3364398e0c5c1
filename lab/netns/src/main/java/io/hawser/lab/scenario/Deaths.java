package io.hawser.lab.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Processes of the product that ended by a fault of their own, by what their logs say. A run in
/// which one did has failed, whatever was measured: its service starts it again, and so a median
/// may not show it.
final class Deaths {
  private static final Pattern DEATH =
      Pattern.compile(
          ".*( edge-died |Terminating due to java\\.lang\\.OutOfMemoryError"
              + "|A fatal error has been detected by the Java Runtime).*");

  private final Set<String> told = new HashSet<>();

  /// Those that were not told before, each as the name of its log and the line.
  ///
  /// @param directories of logs
  List<String> since(Collection<Path> directories) throws IOException {
    List<String> fresh = new ArrayList<>();
    for (Path directory : directories) {
      for (Path log : logs(directory)) {
        for (String line : deathsIn(log)) {
          if (told.add(log + ": " + line)) {
            fresh.add(log.getFileName() + ": " + line);
          }
        }
      }
    }
    return fresh;
  }

  private static List<Path> logs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  private static List<String> deathsIn(Path log) throws IOException {
    // Other programs' logs are of whatever bytes.
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    return text.lines().filter(line -> DEATH.matcher(line).matches()).toList();
  }
}
