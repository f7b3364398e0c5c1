package io.hawser.lab.bench;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Round trip times of many pings.
///
/// @param times in order of size, ms
record RoundTrips(List<Double> times) {
  private static final Pattern TIME = Pattern.compile("time=([\\d.]+) ms");

  /// Up to 10 ms ping does not sleep while it waits for its next turn, but spins: on a machine of
  /// two cores one would then be missing to whoever is measured.
  private static final String INTERVAL_S = "0.012";

  private static final Duration LIMIT = Duration.ofSeconds(120);

  static RoundTrips measure(Host from, InetAddress target, int count) throws IOException {
    String output =
        from.exec(
                LIMIT,
                "ping",
                "-n",
                "-c",
                Integer.toString(count),
                "-i",
                INTERVAL_S,
                "-W",
                "1",
                target.getHostAddress())
            .output();
    return new RoundTrips(
        TIME.matcher(output)
            .results()
            .map(MatchResult::group)
            .map(text -> Double.valueOf(text.replaceAll("[^0-9.]", "")))
            .sorted()
            .toList());
  }

  double percentile(double share) {
    int place = (int) Math.ceil(share * times.size()) - 1;
    return times.isEmpty() ? Double.NaN : times.get(Math.max(0, place));
  }
}
