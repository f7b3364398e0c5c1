package io.hawser.lab.company;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Lets a process live with another monotonic clock than the machine's, by a time namespace (Linux
/// 5.6): what it reads of CLOCK_MONOTONIC and CLOCK_BOOTTIME is ahead, by whole seconds.
final class OtherClock {
  private OtherClock() {}

  static List<String> ahead(Duration by, List<String> command) {
    String seconds = Long.toString(by.toSeconds());
    List<String> words =
        new ArrayList<>(
            List.of("unshare", "--time", "--monotonic", seconds, "--boottime", seconds, "--"));
    words.addAll(command);
    return words;
  }
}
