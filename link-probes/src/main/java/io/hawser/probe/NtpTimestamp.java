package io.hawser.probe;

/// The 64-bit NTP timestamp (RFC 5905 section 6): 32 bits of seconds, 32 bits of binary fraction.
///
/// ```
///  63                              32 31                               0
/// +----------------------------------+----------------------------------+
/// |  seconds, modulo 2^32            |  fraction, units of 2^-32 s      |
/// +----------------------------------+----------------------------------+
/// ```
///
/// A fraction's unit is 0.23 ns, so nanoseconds survive the way there and back unchanged. Seconds
/// wrap after 136 years; [#differenceNs] is right for any two times less than 68 years apart.
public final class NtpTimestamp {
  /// From 1900-01-01, where NTP begins, to 1970-01-01 (RFC 868).
  private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  private NtpTimestamp() {}

  /// A clock of arbitrary epoch, such as the monotonic one, as a timestamp.
  public static long fromNs(long clockNs) {
    long seconds = Math.floorDiv(clockNs, NS_PER_SECOND);
    long ns = clockNs - seconds * NS_PER_SECOND;
    // Rounded up, so that toNs, which rounds down, gives the same nanosecond back.
    long fraction = ((ns << 32) + NS_PER_SECOND - 1) / NS_PER_SECOND;
    return (seconds << 32) | fraction;
  }

  /// A wall-clock time, for reflectors that are not ours.
  public static long fromUnix(long epochSeconds, int nanos) {
    return (epochSeconds + UNIX_EPOCH_SECONDS << 32)
        | ((((long) nanos) << 32) + NS_PER_SECOND - 1) / NS_PER_SECOND;
  }

  /// The truncated format of PTP (RFC 8186 section 2.1: 32 bits of seconds, 32 of nanoseconds) as
  /// one of NTP, the epoch as it was. Only differences to others of the same clock mean anything.
  public static long fromTruncatedPtp(long timestamp) {
    long ns = Math.min(timestamp & 0xFFFF_FFFFL, NS_PER_SECOND - 1);
    long fraction = ((ns << 32) + NS_PER_SECOND - 1) / NS_PER_SECOND;
    return timestamp & 0xFFFF_FFFF_0000_0000L | fraction;
  }

  /// The signed time from `earlier` to `later`, both of one clock or of two.
  public static long differenceNs(long later, long earlier) {
    // The difference of two 32.32 numbers is one itself; each half is scaled by itself, as
    // the product with 10^9 would not fit.
    long difference = later - earlier;
    long seconds = difference >> 32;
    long fraction = difference & 0xFFFF_FFFFL;
    return seconds * NS_PER_SECOND + ((fraction * NS_PER_SECOND) >>> 32);
  }
}
