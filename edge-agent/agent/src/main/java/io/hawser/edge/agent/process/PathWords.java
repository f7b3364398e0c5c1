package io.hawser.edge.agent.process;

import io.hawser.policy.PathFact;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Words what was measured of paths, for logs and people.
final class PathWords {
  private static final double PPM_PER_PERCENT = 10_000;
  private static final double US_PER_MS = 1_000;

  private PathWords() {}

  /// `mpls>hq/mpls (loss 5.20 %, delay 20.1 ms, jitter 0.4 ms), …`.
  static String measured(List<PathFact> facts) {
    return facts.stream()
        .map(fact -> fact.pathId() + " (" + measured(fact) + ")")
        .collect(Collectors.joining(", "));
  }

  /// `loss 5.20 %, delay 20.1 ms, jitter not measured`.
  static String measured(PathFact fact) {
    return "loss %s, delay %s, jitter %s"
        .formatted(
            words("%.2f %%", fact.lossPpm(), PPM_PER_PERCENT),
            words("%.1f ms", fact.latencyUs(), US_PER_MS),
            words("%.1f ms", fact.jitterUs(), US_PER_MS));
  }

  private static String words(String format, long value, double unit) {
    return value == PathFact.UNMEASURED
        ? "not measured"
        : String.format(Locale.ROOT, format, value / unit);
  }
}
