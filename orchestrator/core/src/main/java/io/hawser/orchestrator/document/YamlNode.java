package io.hawser.orchestrator.document;

import java.util.List;
import java.util.SequencedMap;

/// A piece of a YAML document that knows where it stands.
sealed interface YamlNode {
  /// Counted from 1.
  int line();

  record Mapping(int line, SequencedMap<String, Entry> entries) implements YamlNode {}

  /// @param line of the key
  record Entry(int line, YamlNode value) {}

  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// A word, number or truth value, as written.
  record Scalar(int line, String text) implements YamlNode {}
}
