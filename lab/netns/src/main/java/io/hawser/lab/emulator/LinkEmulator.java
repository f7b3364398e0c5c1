package io.hawser.lab.emulator;

import io.hawser.lab.link.LinkSettings;
import java.util.List;
import java.util.Map;

/// What makes wires behave: their settings while they run, their counters, and its own punctuality.
public interface LinkEmulator extends AutoCloseable {
  /// Changes a link by `key=value` words; nothing changes if one of them is wrong.
  void set(String link, List<String> words);

  /// The settings that a link has now.
  LinkSettings settings(String link);

  /// What a link has carried and dropped: direction (`up`, `down`) → counter → value.
  Map<String, Map<String, Long>> counters(String link);

  /// How well times were kept since the last reset.
  Punctuality punctuality();

  /// Forgets lateness so far; at the start of a measurement.
  void resetPunctuality();

  @Override
  void close();
}
