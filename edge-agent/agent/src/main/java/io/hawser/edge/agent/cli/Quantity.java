package io.hawser.edge.agent.cli;

import java.math.BigDecimal;
import java.util.Locale;

/// Numbers as people read them; -1 is a dash: never, or not measured.
final class Quantity {
  private static final long KIB = 1024;
  private static final long SECOND_MS = 1_000;
  private static final long MINUTE_MS = 60 * SECOND_MS;
  private static final long HOUR_MS = 60 * MINUTE_MS;
  private static final long DAY_MS = 24 * HOUR_MS;

  /// `820 B`, `1.4 MiB`.
  static String bytes(long count) {
    if (count < KIB) {
      return count < 0 ? "-" : count + " B";
    }
    double value = count;
    int unit = -1;
    while (value >= KIB && unit < 4) {
      value /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
  }

  /// `0.3s`, `12s`, `4m`, `3h12m`, `5d4h`.
  static String age(long ms) {
    if (ms < 0) {
      return "-";
    }
    if (ms < 10 * SECOND_MS) {
      return String.format(Locale.ROOT, "%d.%ds", ms / SECOND_MS, ms % SECOND_MS / 100);
    }
    if (ms < MINUTE_MS) {
      return ms / SECOND_MS + "s";
    }
    if (ms < HOUR_MS) {
      return ms / MINUTE_MS + "m" + ms % MINUTE_MS / SECOND_MS + "s";
    }
    return ms < DAY_MS
        ? ms / HOUR_MS + "h" + ms % HOUR_MS / MINUTE_MS + "m"
        : ms / DAY_MS + "d" + ms % DAY_MS / HOUR_MS + "h";
  }

  /// Microseconds as `0.42ms`, `18.3ms`.
  static String delay(long us) {
    return us < 0 ? "-" : String.format(Locale.ROOT, us < 10_000 ? "%.2fms" : "%.1fms", us / 1e3);
  }

  /// Parts per million as `0%`, `0.2%`, `12%`.
  static String loss(long ppm) {
    if (ppm <= 0) {
      return ppm < 0 ? "-" : "0%";
    }
    return String.format(Locale.ROOT, ppm < 100_000 ? "%.2f%%" : "%.0f%%", ppm / 1e4);
  }

  /// `4.38`; a dash for -1.
  static String number(double value) {
    return value < 0 ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  /// Bits a second as `20 Mbit/s`, `1.5 Mbit/s`.
  static String rate(long bps) {
    return BigDecimal.valueOf(bps, 6).stripTrailingZeros().toPlainString() + " Mbit/s";
  }

  private Quantity() {}
}
