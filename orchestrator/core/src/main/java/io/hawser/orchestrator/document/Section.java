package io.hawser.orchestrator.document;

import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.policy.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A mapping of a YAML document with a fixed set of keys, read strictly.
public final class Section {
  private final String fileName;
  private final String name;
  private final YamlNode.Mapping mapping;

  private Section(String fileName, String name, YamlNode.Mapping mapping) {
    this.fileName = fileName;
    this.name = name;
    this.mapping = mapping;
  }

  /// Reads a document that is one mapping.
  ///
  /// @param name what to call the mapping in messages
  /// @throws RefusedException with file and line, here and in every other method
  public static Section read(String yaml, String fileName, String name, Set<String> keys) {
    return of(fileName, name, YamlText.read(yaml, fileName), keys);
  }

  static Section of(String fileName, String name, YamlNode node, Set<String> keys) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw refused(
          fileName, node.line(), name + ": " + shown(node) + " (expected: keys " + keys + ")");
    }
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!keys.contains(key)) {
                throw refused(
                    fileName,
                    entry.line(),
                    Names.printable(key)
                        + ": unknown key of "
                        + name
                        + " (expected: "
                        + Nearest.of(key, keys)
                        + ")");
              }
            });
    return new Section(fileName, name, mapping);
  }

  int line() {
    return mapping.line();
  }

  /// Runs a constructor that checks; what it refuses gets this section's place.
  public <T> T make(Function<Section, T> constructor) {
    try {
      return constructor.apply(this);
    } catch (RefusedException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(fileName + ":") ? e : refused(fileName, mapping.line(), message);
    }
  }

  public boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(mapping.entries().get(key)).map(YamlNode.Entry::value);
  }

  YamlNode required(String key) {
    return node(key)
        .orElseThrow(
            () ->
                refused(
                    fileName,
                    mapping.line(),
                    key + ": missing in " + name + " (expected: a value)"));
  }

  Section section(String key, Set<String> keys) {
    return of(fileName, key, required(key), keys);
  }

  Optional<Section> optionalSection(String key, Set<String> keys) {
    return node(key).map(node -> of(fileName, key, node, keys));
  }

  /// No key at all is no items.
  List<YamlNode> items(String key) {
    return node(key).map(node -> sequence(key, node)).orElse(List.of());
  }

  List<Section> sections(String key, Set<String> keys) {
    return items(key).stream().map(item -> of(fileName, key, item, keys)).toList();
  }

  public List<String> words(String key) {
    return items(key).stream().map(item -> scalar(key, item)).toList();
  }

  List<Prefix> prefixes(String key) {
    return items(key).stream().map(item -> prefix(key, item)).toList();
  }

  Prefix prefix(String key) {
    return prefix(key, required(key));
  }

  public String word(String key) {
    return scalar(key, required(key));
  }

  boolean flag(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return false;
    }
    return switch (scalar(key, node.get())) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw refused(
              fileName,
              node.get().line(),
              key + ": " + Names.printable(other) + " (expected: true or false)");
    };
  }

  /// A whole number, 0 where there is none.
  long number(String key, long max) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return 0;
    }
    String text = scalar(key, node.get());
    if (text.matches("[0-9]{1,18}") && Long.parseLong(text) <= max) {
      return Long.parseLong(text);
    }
    throw refused(
        fileName,
        node.get().line(),
        key + ": " + Names.printable(text) + " (expected: a whole number from 0 to " + max + ")");
  }

  <T> T choice(String key, List<T> choices, Function<T, String> word) {
    YamlNode node = required(key);
    String text = scalar(key, node);
    return choices.stream()
        .filter(choice -> word.apply(choice).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    fileName,
                    node.line(),
                    key
                        + ": "
                        + Names.printable(text)
                        + " (expected: "
                        + Nearest.of(text, choices.stream().map(word).toList())
                        + ")"));
  }

  private Prefix prefix(String key, YamlNode node) {
    String text = scalar(key, node);
    try {
      return Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused(
          fileName,
          node.line(),
          key
              + ": "
              + Names.printable(text)
              + " (expected: a prefix such as 10.3.0.0/24, no host bits set)");
    }
  }

  private List<YamlNode> sequence(String key, YamlNode node) {
    if (node instanceof YamlNode.Sequence(_, List<YamlNode> items)) {
      return items;
    }
    throw refused(fileName, node.line(), key + ": " + shown(node) + " (expected: a list)");
  }

  private String scalar(String key, YamlNode node) {
    if (node instanceof YamlNode.Scalar(_, String text)) {
      return text;
    }
    throw refused(fileName, node.line(), key + ": " + shown(node) + " (expected: one value)");
  }

  private static String shown(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping _ -> "a mapping";
      case YamlNode.Sequence _ -> "a list";
      case YamlNode.Scalar(_, String text) -> Names.printable(text);
    };
  }

  static RefusedException refused(String fileName, int line, String problem) {
    return RefusedException.invalid(fileName + ":" + line + ": " + problem);
  }
}
