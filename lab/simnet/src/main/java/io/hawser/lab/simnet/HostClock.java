package io.hawser.lab.simnet;

import java.time.Duration;

/// A host's clock beside the true one: it was `offsetNs` ahead when the simulation began, and gains
/// `driftPpm` microseconds a second.
public record HostClock(long offsetNs, long driftPpm) {
  public static final HostClock TRUE = new HostClock(0, 0);

  private static final long MILLION = 1_000_000;

  public HostClock {
    // Years of virtual time then fit into a long.
    if (Math.abs(driftPpm) > 1_000) {
      throw new IllegalArgumentException(
          "driftPpm: " + driftPpm + " (expected: -1000 to 1000, as quartz has it)");
    }
  }

  public static HostClock of(Duration ahead, long driftPpm) {
    return new HostClock(ahead.toNanos(), driftPpm);
  }

  long read(long trueNs) {
    return trueNs + offsetNs + Math.floorDiv((trueNs - Simulation.START_NS) * driftPpm, MILLION);
  }

  /// The first true time at which it shows `shownNs`.
  long whenItShows(long shownNs) {
    long sinceStart = shownNs - offsetNs - Simulation.START_NS;
    long trueNs =
        Simulation.START_NS
            + sinceStart
            - Math.floorDiv(sinceStart * driftPpm, MILLION + driftPpm)
            - 1;
    while (read(trueNs) < shownNs) {
      trueNs++;
    }
    return trueNs;
  }
}
