package io.hawser.lab.emulator;

import io.hawser.lab.simnet.RateTrace;
import io.hawser.lab.simnet.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A file for `trace=` of a link: a millisecond a line, at each of which one packet of 1,504 bytes
/// can leave. The last line is also its length, after which it begins anew.
public final class Recording {
  static final int OPPORTUNITY_LENGTH = 1_504;

  private static final long OPPORTUNITY_BITS = OPPORTUNITY_LENGTH * 8L;
  private static final long NS_PER_MS = 1_000_000L;
  private static final long MS_PER_SECOND = 1_000L;

  private final Path file;
  private final int[] opportunitiesMs;

  private Recording(Path file, int[] opportunitiesMs) {
    this.file = file;
    this.opportunitiesMs = opportunitiesMs;
  }

  /// Writes what rates come to.
  public static Recording write(RateTrace rates, Duration length, Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    double bits = 0;
    long written = 0;
    for (long ms = 1; ms <= length.toMillis(); ms++) {
      long ns = Simulation.START_NS + ms * NS_PER_MS;
      bits += rates.bits(ns - NS_PER_MS, ns);
      for (; (written + 1) * OPPORTUNITY_BITS <= bits; written++) {
        lines.append(ms).append('\n');
      }
    }
    String last = length.toMillis() + "\n";
    if (!lines.toString().endsWith("\n" + last)) {
      lines.append(last);
    }
    Files.writeString(file, lines);
    return read(file);
  }

  /// Throws where it is none, and says in which line.
  public static Recording read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
    int[] times = new int[lines.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = millisecond(file, i, lines.get(i), i == 0 ? 0 : times[i - 1]);
    }
    if (times.length == 0 || times[times.length - 1] == 0) {
      throw new IOException(
          file + ": no recording (expected: a line a millisecond, the last not 0)");
    }
    return new Recording(file.toAbsolutePath(), times);
  }

  private static int millisecond(Path file, int index, String line, int atLeast)
      throws IOException {
    try {
      int time = Integer.parseInt(line.strip());
      if (time >= atLeast) {
        return time;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a time that runs backwards.
    }
    throw new IOException(
        file + ":" + (index + 1) + ": " + line + " (expected: a millisecond from " + atLeast + ")");
  }

  public Path file() {
    return file;
  }

  int[] opportunitiesMs() {
    return opportunitiesMs.clone();
  }

  public Duration length() {
    return Duration.ofMillis(opportunitiesMs[opportunitiesMs.length - 1]);
  }

  /// Bits a second.
  public long meanBps() {
    return opportunitiesMs.length * OPPORTUNITY_BITS * MS_PER_SECOND / length().toMillis();
  }
}
