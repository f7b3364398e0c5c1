package io.hawser.edge.agent.linux;

/// The clocks of the edge; read once a duty cycle by the thread that turns it.
public final class BootClock {
  private BootClock() {}

  /// Monotonic nanoseconds since boot that also count while the machine is suspended: a session's
  /// keys age although the lid is closed.
  public static long nowNs() {
    return Libc.clockNs(Abi.CLOCK_BOOTTIME);
  }

  /// Wall time in nanoseconds since 1970, for TAI64N stamps and for people; never for deadlines.
  public static long wallEpochNs() {
    return Libc.clockNs(Abi.CLOCK_REALTIME);
  }
}
