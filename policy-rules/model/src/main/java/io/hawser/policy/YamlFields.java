package io.hawser.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The fields of one YAML mapping, of which each is a known key that stands there once.
final class YamlFields {
  private final String file;
  private final String what;
  private final Node mapping;
  private final Map<String, Node> fields = new LinkedHashMap<>();
  private final Map<Object, Integer> lines;

  private YamlFields(String file, String what, Node mapping, Map<Object, Integer> lines) {
    this.file = file;
    this.what = what;
    this.mapping = mapping;
    this.lines = lines;
  }

  /// @param what the mapping is called in complaints
  /// @param lines where to remember the line of each text that is read
  static YamlFields of(
      String file, String what, Node node, List<String> keys, Map<Object, Integer> lines) {
    var read = new YamlFields(file, what, node, lines);
    if (!(node instanceof MappingNode map)) {
      throw read.refused(node, what, shown(node), "a mapping with " + String.join(", ", keys));
    }
    for (NodeTuple tuple : map.getValue()) {
      String key = shown(tuple.getKeyNode());
      if (!keys.contains(key)) {
        throw read.refused(
            tuple.getKeyNode(),
            key,
            shown(tuple.getValueNode()),
            "as key of a " + what + " " + NearestWord.expected(key, keys));
      }
      if (read.fields.put(key, tuple.getValueNode()) != null) {
        throw read.refused(
            tuple.getKeyNode(),
            key,
            shown(tuple.getValueNode()),
            "each key only once in a " + what);
      }
    }
    return read;
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  Node node(String key) {
    @Nullable Node node = fields.get(key);
    if (node == null) {
      throw refused(mapping, key, "nothing", "a value, as every " + what + " has one");
    }
    return node;
  }

  String text(String key) {
    return text(key, node(key));
  }

  private String text(String key, Node node) {
    if (!(node instanceof ScalarNode scalar)
        || scalar.getTag().equals(Tag.NULL)
        || scalar.getValue().isBlank()) {
      throw refused(node, key, shown(node), "one word");
    }
    lines.put(scalar.getValue(), YamlDocument.line(node));
    return scalar.getValue();
  }

  /// A value that a parser makes of the text; what it throws is the complaint.
  <T> T value(String key, Function<String, T> parser) {
    return value(key, node(key), parser);
  }

  private <T> T value(String key, Node node, Function<String, T> parser) {
    String text = text(key, node);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new PolicyException(file, YamlDocument.line(node), String.valueOf(e.getMessage()));
    }
  }

  String oneOf(String key, List<String> words) {
    String text = text(key);
    if (!words.contains(text)) {
      throw refused(node(key), key, text, NearestWord.expected(text, words));
    }
    return text;
  }

  /// A decimal number times a scale, exactly; the given value where the key is absent.
  long scaled(String key, long scale, long most, long absent) {
    if (!has(key)) {
      return absent;
    }
    String expected =
        scale == 1
            ? "a whole number from 0 to " + most
            : "a number from 0 to " + most + ", in steps of 1/" + scale;
    String text = text(key);
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw refused(node(key), key, text, expected);
    }
    var number = new BigDecimal(text);
    BigDecimal scaled = number.multiply(BigDecimal.valueOf(scale)).stripTrailingZeros();
    if (number.compareTo(BigDecimal.valueOf(most)) > 0 || scaled.scale() > 0) {
      throw refused(node(key), key, text, expected);
    }
    return scaled.longValueExact();
  }

  /// The words of a list, or one word that stands alone; none where the key is absent.
  List<String> texts(String key) {
    return isScalar(key) ? List.of(text(key)) : list(key, node -> text(key, node));
  }

  /// The values that a parser makes of the texts of a list, or of one text that stands alone.
  <T> List<T> values(String key, Function<String, T> parser) {
    return isScalar(key)
        ? List.of(value(key, parser))
        : list(key, node -> value(key, node, parser));
  }

  private boolean isScalar(String key) {
    return fields.get(key) instanceof ScalarNode;
  }

  /// The parts of a list, at least one; none where the key is absent.

  <T> List<T> list(String key, Function<Node, T> element) {
    if (!has(key)) {
      return List.of();
    }
    Node node = node(key);
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw refused(
          node, key, shown(node), "a list with at least one element; leave the key out for none");
    }
    List<T> elements = new ArrayList<>();
    sequence.getValue().forEach(child -> elements.add(element.apply(child)));
    return elements;
  }

  private PolicyException refused(Node at, String key, String value, String expected) {
    return new PolicyException(
        file, YamlDocument.line(at), key + ": " + value + " (expected: " + expected + ")");
  }

  private static String shown(Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar.getValue().isEmpty() ? "nothing" : scalar.getValue();
      case SequenceNode sequence -> "a list of " + sequence.getValue().size();
      case MappingNode map -> "a mapping of " + map.getValue().size();
      default -> "something else";
    };
  }
}
