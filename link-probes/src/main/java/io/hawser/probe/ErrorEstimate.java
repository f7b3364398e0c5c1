package io.hawser.probe;

/// How good a clock is, as every STAMP packet says of its timestamps: RFC 8762 section 4.2.1, from
/// RFC 4656 section 4.1.2 and RFC 8186 section 2.3. The error is `multiplier * 2^(scale - 32)`
/// seconds.
///
/// ```
///  15  14  13            8  7                  0
/// +---+---+---------------+---------------------+
/// | S | Z |  scale        |  multiplier, not 0  |
/// +---+---+---------------+---------------------+
/// ```
public final class ErrorEstimate {
  private static final int SYNCHRONISED = 0x8000;
  private static final int TRUNCATED_PTP = 0x4000;
  private static final int SCALE_SHIFT = 8;
  private static final int MOST_SCALE = 0x3F;
  private static final int MOST_MULTIPLIER = 0xFF;

  private static final double NS_PER_SECOND = 1e9;
  private static final double UNITS_PER_SECOND = 0x1p32;

  private ErrorEstimate() {}

  /// The least that the field can say and that is not below `errorNs`.
  ///
  /// @param synchronised to UTC by an external source (S)
  public static int of(boolean synchronised, long errorNs) {
    if (errorNs < 0) {
      throw new IllegalArgumentException("errorNs: " + errorNs + " (expected: 0 or more)");
    }
    double multiplier = Math.max(1, Math.ceil(errorNs / NS_PER_SECOND * UNITS_PER_SECOND));
    int scale = 0;
    while (multiplier > MOST_MULTIPLIER && scale < MOST_SCALE) {
      multiplier = Math.ceil(multiplier / 2);
      scale++;
    }
    return (synchronised ? SYNCHRONISED : 0) | scale << SCALE_SHIFT | (int) multiplier;
  }

  public static boolean isSynchronised(int estimate) {
    return (estimate & SYNCHRONISED) != 0;
  }

  /// Whether the timestamps beside it are of PTP's truncated format and not of NTP's (Z).
  public static boolean isTruncatedPtp(int estimate) {
    return (estimate & TRUNCATED_PTP) != 0;
  }

  public static long errorNs(int estimate) {
    double multiplier = estimate & MOST_MULTIPLIER;
    int scale = estimate >> SCALE_SHIFT & MOST_SCALE;
    return (long) (Math.scalb(multiplier, scale) / UNITS_PER_SECOND * NS_PER_SECOND);
  }
}
