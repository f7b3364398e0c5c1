package io.hawser.lab.topology;

import io.hawser.lab.link.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A mapping of the file with a fixed set of keys; every complaint names file and line.
final class Section {
  private final String file;
  private final YamlNode.Mapping mapping;

  private Section(String file, YamlNode.Mapping mapping) {
    this.file = file;
    this.mapping = mapping;
  }

  /// The mapping, whose keys must be among those given.
  static Section of(String file, YamlNode node, String what, List<String> keys) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw new TopologyException(
          file
              + ":"
              + node.line()
              + ": "
              + what
              + " (expected: keys "
              + String.join(", ", keys)
              + ")");
    }
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              if (!keys.contains(key)) {
                throw new TopologyException(
                    file
                        + ":"
                        + value.line()
                        + ": key: "
                        + key
                        + " (expected: "
                        + Nearest.expectation(key, keys)
                        + ")");
              }
            });
    return new Section(file, mapping);
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(mapping.entries().get(key));
  }

  /// A required word.
  String word(String key) {
    return node(key).map(node -> scalar(key, node)).orElseThrow(() -> missing(key));
  }

  /// A value made of a word, or a standard one if the key is absent.
  <T> T value(String key, T standard, Function<String, T> reader) {
    return node(key).map(node -> read(key, node, reader)).orElse(standard);
  }

  /// A required value made of a word.
  <T> T value(String key, Function<String, T> reader) {
    return node(key).map(node -> read(key, node, reader)).orElseThrow(() -> missing(key));
  }

  /// The items below a key; none if it is absent.
  List<YamlNode> items(String key) {
    return node(key)
        .map(
            node ->
                switch (node) {
                  case YamlNode.Sequence sequence -> sequence.items();
                  case YamlNode.Scalar scalar ->
                      throw complaint(scalar, key, scalar.text(), "a list");
                  case YamlNode.Mapping mapped ->
                      throw complaint(mapped, key, "a mapping", "a list");
                })
        .orElse(List.of());
  }

  /// The words below a key, each read; at least one is required.
  <T> List<T> values(String key, Function<String, T> reader) {
    List<T> values = new ArrayList<>();
    items(key).forEach(node -> values.add(read(key, node, reader)));
    if (values.isEmpty()) {
      throw missing(key);
    }
    return values;
  }

  <T> T read(String key, YamlNode node, Function<String, T> reader) {
    String text = scalar(key, node);
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(refused.getMessage());
      String named = message.startsWith(key + ": ") ? message : key + ": " + message;
      throw new TopologyException(file + ":" + node.line() + ": " + named);
    }
  }

  String scalar(String key, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return scalar.text();
    }
    throw complaint(node, key, "a structure", "a single value");
  }

  TopologyException missing(String key) {
    return complaint(mapping, key, "missing", "a value");
  }

  TopologyException complaint(YamlNode at, String key, String value, String expected) {
    return new TopologyException(
        file + ":" + at.line() + ": " + key + ": " + value + " (expected: " + expected + ")");
  }

  int line() {
    return mapping.line();
  }
}
