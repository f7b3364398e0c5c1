package io.hawser.edge.agent.control;

import java.util.concurrent.TimeUnit;

/// How patient the control channel is.
///
/// `keepaliveTimeoutNs` is also how long written bytes may stay unacknowledged; with measurements
/// every second that is how a dead link is noticed. gRPC sends no keepalive more often than each 10
/// s.
public record ControlTimes(
    long attemptNs,
    long firstWaitNs,
    long longestWaitNs,
    long keepaliveNs,
    long keepaliveTimeoutNs,
    long measurementIntervalNs,
    long uplinkCheckNs) {
  public static final ControlTimes DEFAULT =
      new ControlTimes(
          TimeUnit.SECONDS.toNanos(8),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(30),
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(4),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(1));
}
