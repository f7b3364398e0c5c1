package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.ServiceLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a path lacks of a class's service level, in words: why its flows left it where no change of
/// its state says so.
final class Shortfall {
  private static final double US_PER_MS = 1000;
  private static final double PPM_PER_PERCENT = 10_000;

  private Shortfall() {}

  /// `broadband>hq/broadband: loss 5.2 % (limit 1 %)`; empty where nothing is exceeded.
  static String of(ServiceLevel level, PathFact fact) {
    List<String> words = new ArrayList<>();
    note(words, "loss", fact.lossPpm(), level.lossPpm(), PPM_PER_PERCENT, "%");
    note(words, "latency", fact.latencyUs(), level.latencyUs(), US_PER_MS, "ms");
    note(words, "jitter", fact.jitterUs(), level.jitterUs(), US_PER_MS, "ms");
    return words.isEmpty() ? "" : fact.pathId() + ": " + String.join(", ", words);
  }

  private static void note(
      List<String> words, String name, long measured, long limit, double scale, String unit) {
    if (limit != ServiceLevel.NO_LIMIT && measured > limit) {
      words.add(
          String.format(
              Locale.ROOT,
              "%s %.1f %s (limit %s %s)",
              name,
              measured / scale,
              unit,
              plain(limit / scale),
              unit));
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
