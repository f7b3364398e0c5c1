package io.hawser.edge.agent.control;

import io.hawser.edge.agent.uplink.Uplink;
import java.util.concurrent.TimeUnit;

/// How patient the control channel is.
///
/// `keepaliveTimeoutNs` is also how long written bytes may stay unacknowledged; with measurements
/// every second that is how a dead link is noticed. gRPC sends no keepalive more often than each 10
/// s.
///
/// Over a metered link keepalives and measurements, which are most of what is said, come once in
/// `meteredIntervalNs`, and each `returnNs` one that costs nothing is tried beside it.
public record ControlTimes(
    long attemptNs,
    long firstWaitNs,
    long longestWaitNs,
    long keepaliveNs,
    long keepaliveTimeoutNs,
    long measurementIntervalNs,
    long uplinkCheckNs,
    long meteredIntervalNs,
    long returnNs) {
  public static final ControlTimes DEFAULT =
      new ControlTimes(
          TimeUnit.SECONDS.toNanos(8),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(30),
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(4),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(60),
          TimeUnit.SECONDS.toNanos(30));

  long keepaliveNs(Uplink uplink) {
    return uplink.metered() ? Math.max(keepaliveNs, meteredIntervalNs) : keepaliveNs;
  }

  long measurementIntervalNs(Uplink uplink) {
    return uplink.metered()
        ? Math.max(measurementIntervalNs, meteredIntervalNs)
        : measurementIntervalNs;
  }
}
