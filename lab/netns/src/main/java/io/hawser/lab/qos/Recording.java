package io.hawser.lab.qos;

import io.hawser.lab.simnet.RateTrace;
import io.hawser.lab.simnet.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A file for `trace=`: a millisecond a line, at each of which one packet of 1,504 bytes can leave.
///
/// @param meanBps bits a second
/// @param length after which it begins anew: the last line
record Recording(Path file, long meanBps, Duration length) {
  private static final long OPPORTUNITY_BITS = 1_504 * 8;
  private static final long NS_PER_MS = 1_000_000L;

  /// Writes what rates come to.
  static Recording of(RateTrace rates, Duration length, Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    double bits = 0;
    long written = 0;
    for (long ms = 1; ms <= length.toMillis(); ms++) {
      long ns = Simulation.START_NS + ms * NS_PER_MS;
      bits += rates.bits(ns - NS_PER_MS, ns);
      // The last one says how long it is.
      boolean last = ms == length.toMillis();
      while ((written + 1) * OPPORTUNITY_BITS <= bits
          || (last && written * OPPORTUNITY_BITS < bits)) {
        lines.append(ms).append('\n');
        written++;
      }
    }
    Files.writeString(file, lines);
    return read(file);
  }

  static Recording read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    try {
      long ms = Long.parseLong(lines.isEmpty() ? "" : lines.getLast().strip());
      if (ms > 0) {
        long meanBps = lines.size() * OPPORTUNITY_BITS * 1_000 / ms;
        return new Recording(file.toAbsolutePath(), meanBps, Duration.ofMillis(ms));
      }
    } catch (NumberFormatException notANumber) {
      // Refused below.
    }
    throw new IOException(file + ": no recording (expected: a millisecond a line, the last not 0)");
  }
}
