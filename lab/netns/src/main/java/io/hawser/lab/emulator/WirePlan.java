package io.hawser.lab.emulator;

import io.hawser.lab.link.LinkSettings;
import java.util.List;

/// A wire to be made: which link it is, which devices of the middle namespace it joins, how it
/// starts.
///
/// @param link `host/link`
/// @param edgeDevice device whose peer is the edge's
/// @param transportDevice device whose peer is the transport router's
public record WirePlan(
    String link, String edgeDevice, String transportDevice, LinkSettings settings) {
  /// The plan in one line of the emulator's wire file: link, devices, settings as words.
  String line() {
    return String.join(" ", link, edgeDevice, transportDevice, String.join(" ", settings.words()));
  }

  static WirePlan parse(String line) {
    List<String> words = List.of(line.strip().split(" +"));
    if (words.size() < 3) {
      throw new IllegalArgumentException(
          "wire: " + line + " (expected: link, two devices, key=value words)");
    }
    LinkSettings settings = LinkSettings.PERFECT.with(words.subList(3, words.size()));
    return new WirePlan(words.get(0), words.get(1), words.get(2), settings);
  }
}
