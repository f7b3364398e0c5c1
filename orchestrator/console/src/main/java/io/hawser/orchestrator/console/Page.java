package io.hawser.orchestrator.console;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What every template knows: the reader, the language and the moment.
///
/// @param theme `light`, `dark` or `auto`
/// @param path of the request, marks the place in the navigation
/// @param csrf token that forms send back, empty where nobody is signed in
/// @param pending edges that wait for approval
public record Page(
    Language language,
    String theme,
    String path,
    @Nullable Visitor visitor,
    String csrf,
    int pending,
    long nowEpochMs) {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final long SECOND_MS = 1_000;
  private static final long MINUTE_MS = 60 * SECOND_MS;
  private static final long HOUR_MS = 60 * MINUTE_MS;
  private static final long DAY_MS = 24 * HOUR_MS;

  public String t(String key, Object... values) {
    return Messages.text(language, key, values);
  }

  public boolean isAt(String place) {
    return path.equals(place) || path.startsWith(place + "/");
  }

  public boolean mayOperate() {
    return visitor != null && visitor.mayOperate();
  }

  public boolean mayAdminister() {
    return visitor != null && visitor.mayAdminister();
  }

  /// The word for an event's kind; one of a later version stays as it came.
  public String eventKind(String kind) {
    return switch (kind) {
      case "move", "path-state", "link" -> t("events.kind." + kind);
      case String other -> other;
    };
  }

  /// The word for a link's queue; one of a later version stays as it came.
  public String queue(String name) {
    return switch (name) {
      case "real-time", "interactive", "business", "bulk", "scavenger" -> t("queue.name." + name);
      case String other -> other;
    };
  }

  /// Where a link's rate comes from; what a later version says stays as it came.
  public String rateFrom(String source) {
    return switch (source) {
      case "configured", "found" -> t("queue.from." + source);
      case String other -> other;
    };
  }

  public String asset(String name) {
    return Assets.url(name);
  }

  /// Microseconds as milliseconds: "0.42 ms", "18.3 ms", "204 ms", "–".
  public String ms(long us) {
    if (us < 0) {
      return "–";
    }
    double value = us / 1_000.0;
    String pattern = value < 1 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms";
    return String.format(Locale.ROOT, pattern, value);
  }

  /// Parts per million as per cent: "0 %", "0.03 %", "2.4 %", "–".
  public String percent(long ppm) {
    if (ppm < 0) {
      return "–";
    }
    double value = ppm / 10_000.0;
    String pattern = ppm == 0 || value >= 10 ? "%.0f %%" : value < 0.1 ? "%.2f %%" : "%.1f %%";
    return String.format(Locale.ROOT, pattern, value);
  }

  /// A score of calls: "4.4", "–".
  public String score(double score) {
    return score < 0 ? "–" : String.format(Locale.ROOT, "%.1f", score);
  }

  public String bytes(long count) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = count;
    int unit = 0;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    String pattern = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, pattern, value, units[unit]);
  }

  /// Bits a second: "0 kbit/s", "820 kbit/s", "3.2 Mbit/s", "20 Mbit/s", "–".
  public String rate(long bps) {
    if (bps < 0) {
      return "–";
    }
    String[] units = {"kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
    double value = bps / 1_000.0;
    int unit = 0;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    String pattern = unit == 0 || value >= 100 ? "%.0f" : "%.1f";
    String number = String.format(Locale.ROOT, pattern, value);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + units[unit];
  }

  /// How long ago, in the largest unit that fits: "8 s", "3 min", "5 h", "2 d".
  public String age(long epochMs) {
    return epochMs <= 0 ? "–" : duration(Math.max(0, nowEpochMs - epochMs));
  }

  /// How long until then, or "expired".
  public String until(long epochMs) {
    return epochMs <= nowEpochMs ? t("claims.expired") : duration(epochMs - nowEpochMs);
  }

  private String duration(long ms) {
    if (ms < MINUTE_MS) {
      return t("age.seconds", ms / SECOND_MS);
    }
    if (ms < HOUR_MS) {
      return t("age.minutes", ms / MINUTE_MS);
    }
    return ms < DAY_MS ? t("age.hours", ms / HOUR_MS) : t("age.days", ms / DAY_MS);
  }

  /// For people; the page's script turns it into the reader's own time zone.
  public String moment(long epochMs) {
    return epochMs <= 0 ? "–" : MOMENT.format(Instant.ofEpochMilli(epochMs));
  }

  /// For a `time` element.
  public String iso(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }
}
