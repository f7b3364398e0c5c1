package io.hawser.lab.link;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers with a unit, as people write them.
final class Quantity {
  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-z%]*)");
  private static final Map<String, Long> BITS_PER_SECOND =
      Map.of("bit", 1L, "kbit", 1_000L, "mbit", 1_000_000L, "gbit", 1_000_000_000L);
  private static final Map<String, Long> NANOSECONDS =
      Map.of("us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L);
  private static final Map<String, Long> PARTS_PER_MILLION = Map.of("%", 10_000L, "ppm", 1L);
  private static final Map<String, Long> BYTES = Map.of("b", 1L, "kb", 1_000L, "mb", 1_000_000L);

  private Quantity() {}

  static long rateBps(String key, String value) {
    return value.equals("unlimited")
        ? DirectionSettings.UNLIMITED
        : positive(key, value, BITS_PER_SECOND, "a rate such as 10mbit or 512kbit, or unlimited");
  }

  static long durationNs(String key, String value) {
    return scaled(value, NANOSECONDS)
        .orElseThrow(() -> wrong(key, value, "a time such as 12ms, 500us or 1s"));
  }

  static int ratioPpm(String key, String value) {
    String expected = "a share from 0% to 100% such as 0.5%, or 200ppm";
    long ppm = scaled(value, PARTS_PER_MILLION).orElseThrow(() -> wrong(key, value, expected));
    if (ppm > 1_000_000) {
      throw wrong(key, value, expected);
    }
    return (int) ppm;
  }

  static QueueLimit queue(String key, String value) {
    String expected = "a queue such as 100ms, 64kb or 50p (packets)";
    Optional<Long> time = scaled(value, NANOSECONDS);
    if (time.isPresent()) {
      return new QueueLimit.Time(time.get());
    }
    Optional<Long> packets = scaled(value, Map.of("p", 1L));
    if (packets.isPresent() && packets.get() > 0 && packets.get() < Integer.MAX_VALUE) {
      return new QueueLimit.Packets(packets.get().intValue());
    }
    return new QueueLimit.Bytes(positive(key, value, BYTES, expected));
  }

  static double number(String key, String value, double atLeast, String expected) {
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number) && number >= atLeast) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw wrong(key, value, expected);
    }
    throw wrong(key, value, expected);
  }

  private static long positive(String key, String value, Map<String, Long> units, String expected) {
    return scaled(value, units)
        .filter(number -> number > 0)
        .orElseThrow(() -> wrong(key, value, expected));
  }

  private static Optional<Long> scaled(String value, Map<String, Long> units) {
    Matcher matcher = FORM.matcher(value.toLowerCase(Locale.ROOT).strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (number.signum() == 0 && matcher.group(2).isEmpty()) {
      return Optional.of(0L);
    }
    Long unit = units.get(matcher.group(2));
    if (unit == null || number.precision() > 15) {
      return Optional.empty();
    }
    return Optional.of(
        number.multiply(BigDecimal.valueOf(unit)).setScale(0, RoundingMode.HALF_UP).longValue());
  }

  private static LinkSettingException wrong(String key, String value, String expected) {
    return LinkSettingException.wrong(key, value, expected);
  }
}
