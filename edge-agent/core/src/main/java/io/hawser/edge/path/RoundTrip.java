package io.hawser.edge.path;

import io.hawser.probe.NtpTimestamp;
import org.jspecify.annotations.Nullable;

/// What one answered probe measured; the two transits by two clocks, so that only their differences
/// tell something.
///
/// @param rttNs without the time that the peer held the probe
/// @param outTransitNs from my clock to the peer's
/// @param inTransitNs from the peer's clock to mine
record RoundTrip(long rttNs, long outTransitNs, long inTransitNs) {
  /// Rounding of NTP timestamps, generously.
  private static final long ROUNDING_NS = 1_000;

  /// Nothing where the peer lies or a clock stepped: that proves that it is there, and measures
  /// nothing.
  ///
  /// @param askedNs when the probe left, by my monotonic clock
  static @Nullable RoundTrip of(ProbeEcho echo, long askedNs, long nowNs) {
    long receivedAt = NtpTimestamp.fromNs(echo.receivedNs());
    long thereAndBackNs = NtpTimestamp.differenceNs(receivedAt, echo.sent());
    long heldNs = NtpTimestamp.differenceNs(echo.peerSent(), echo.peerReceived());
    long rttNs = thereAndBackNs - heldNs;
    boolean plausible =
        heldNs >= 0 && rttNs >= -ROUNDING_NS && thereAndBackNs <= nowNs - askedNs + ROUNDING_NS;
    return plausible
        ? new RoundTrip(
            Math.max(0, rttNs),
            NtpTimestamp.differenceNs(echo.peerReceived(), echo.sent()),
            NtpTimestamp.differenceNs(receivedAt, echo.peerSent()))
        : null;
  }
}
