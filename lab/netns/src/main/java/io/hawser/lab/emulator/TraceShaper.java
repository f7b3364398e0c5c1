package io.hawser.lab.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A bottleneck that follows a recorded cellular trace.
///
/// Each line of the trace is a millisecond at which [#OPPORTUNITY_LENGTH] bytes can leave; the last
/// line is also the length of the recording, which repeats. Bytes of an opportunity that nobody
/// needs when it comes are gone.
final class TraceShaper implements Shaper {
  static final int OPPORTUNITY_LENGTH = 1504;

  private final int[] opportunitiesMs;
  private final long periodNs;
  private long cycleStartNs;
  private int next;
  private int budget;
  private boolean started;

  TraceShaper(int[] opportunitiesMs) {
    this.opportunitiesMs = opportunitiesMs.clone();
    this.periodNs = opportunitiesMs[opportunitiesMs.length - 1] * 1_000_000L;
  }

  /// Reads a trace file.
  static TraceShaper read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
    int[] times = new int[lines.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = millisecond(file, i, lines.get(i), i == 0 ? 0 : times[i - 1]);
    }
    if (times.length == 0 || times[times.length - 1] == 0) {
      throw new IOException(
          file + ": no recording (expected: a line a millisecond, the last not 0)");
    }
    return new TraceShaper(times);
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

  @Override
  public long finishNs(long startNs, int length) {
    if (!started) {
      started = true;
      cycleStartNs = startNs;
    }
    if (opportunityNs() < startNs) {
      skipTo(startNs);
    }
    int left = length;
    while (left > budget) {
      left -= budget;
      step();
    }
    budget -= left;
    return Math.max(startNs, opportunityNs());
  }

  /// The opportunity whose budget is being used: the one before `next`.
  private long opportunityNs() {
    return next == 0 ? cycleStartNs : cycleStartNs + opportunitiesMs[next - 1] * 1_000_000L;
  }

  private void step() {
    if (next == opportunitiesMs.length) {
      cycleStartNs += periodNs;
      next = 0;
    }
    next++;
    budget = OPPORTUNITY_LENGTH;
  }

  private void skipTo(long startNs) {
    long cycles = (startNs - cycleStartNs) / periodNs;
    if (cycles > 0) {
      cycleStartNs += cycles * periodNs;
      next = 0;
    }
    budget = 0;
    do {
      step();
    } while (opportunityNs() < startNs);
  }

  @Override
  public long meanRateBps() {
    return opportunitiesMs.length * OPPORTUNITY_LENGTH * 8L * 1_000_000_000L / periodNs;
  }
}
