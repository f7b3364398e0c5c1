package io.hawser.lab.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A part of the bench that can be asked for by itself.
enum Part {
  /// One and four TCP connections.
  TCP,
  /// Processor time without traffic.
  IDLE,
  /// TCP between hosts behind the ends.
  FORWARDED,
  /// Datagrams of 200 bytes a second, and what one costs.
  UDP,
  /// Datagrams of other lengths a second.
  LENGTHS,
  /// Round trips, idle and under load.
  PING,
  /// Resident memory after the parts above.
  MEMORY,
  /// Every other tunnel that is installed, and no tunnel at all.
  OTHERS,
  /// TCP with frames as long as on a cable.
  CABLE,
  /// Processor time of an edge with ten paths.
  PATHS,
  /// From the start of an edge to its first sealed packet.
  START,
  /// Towards a stock peer.
  STOCK,
  /// 500 sessions and 100,000 flows.
  CROWD;

  /// Those that run beside the peer over wires with every offload.
  static final Set<Part> BESIDE = EnumSet.range(TCP, OTHERS);

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// All where no word is given.
  static Set<Part> of(List<String> words) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    words.stream().filter(word -> !word.isEmpty()).forEach(word -> parts.add(of(word)));
    return parts.isEmpty() ? EnumSet.allOf(Part.class) : parts;
  }

  private static Part of(String word) {
    return Arrays.stream(values())
        .filter(part -> part.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "part: "
                        + word
                        + " (expected: "
                        + String.join(", ", Arrays.stream(values()).map(Part::word).toList())
                        + ")"));
  }
}
