package io.hawser.lab.emulator;

import java.util.Locale;

/// How well the emulator itself kept its times; decides whether a run may be judged at all.
///
/// @param packets packets that left a wire
/// @param lateP99Ns lateness that 99 % of them did not exceed
/// @param lateMaxNs the worst lateness
/// @param overruns frames lost because the emulator did not read them in time
/// @param realTime whether it ran with real-time priority
public record Punctuality(
    long packets, long lateP99Ns, long lateMaxNs, long overruns, boolean realTime) {
  /// Half of the accuracy that the lab promises for delays, for nearly all packets.
  static final long LATE_P99_BOUND_NS = 1_000_000;

  /// Well below every failover time that a scenario judges.
  static final long LATE_MAX_BOUND_NS = 50_000_000;

  /// Whether figures measured over these wires mean anything.
  public boolean isValid() {
    return overruns == 0 && lateP99Ns <= LATE_P99_BOUND_NS && lateMaxNs <= LATE_MAX_BOUND_NS;
  }

  /// Whether nothing was lost or so late that a gap in the traffic may be the emulator's own.
  public boolean isValidForGaps() {
    return overruns == 0 && lateMaxNs <= LATE_MAX_BOUND_NS;
  }

  /// In one line, for people.
  public String line() {
    return String.format(
        Locale.ROOT,
        "%d packets, late by %.2f ms (p99), %.2f ms (max), %d overruns, %s priority: %s",
        packets,
        lateP99Ns / 1e6,
        lateMaxNs / 1e6,
        overruns,
        realTime ? "real-time" : "ordinary",
        isValid() ? "valid" : "INVALID");
  }
}
