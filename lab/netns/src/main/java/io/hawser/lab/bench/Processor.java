package io.hawser.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What `/proc/stat` tells of all processors together (proc_stat(5)).
final class Processor {
  private static final Path STAT = Path.of("/proc/stat");

  /// Fields of the first line, after its name, in ticks of 10 ms.
  private static final int[] BUSY = {
    0 /* user */, 1 /* nice */, 2 /* system */, 5 /* irq */, 6 /* softirq */
  };

  private static final int TICK_MS = 10;

  private Processor() {}

  /// Time in which any processor did something, so far.
  static Duration busy() throws IOException {
    String[] words = Files.readAllLines(STAT).getFirst().split(" +");
    long ticks = 0;
    for (int field : BUSY) {
      ticks += Long.parseLong(words[field + 1]);
    }
    return Duration.ofMillis(ticks * TICK_MS);
  }
}
