package io.hawser.edge.agent.config;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/// One flat YAML mapping of known keys to scalars, each with the line it stands in.
final class StrictYaml {
  private record Entry(String value, int line) {}

  private final String file;
  private final Map<String, Entry> entries = new HashMap<>();

  private StrictYaml(String file) {
    this.file = file;
  }

  static StrictYaml read(String text, String file, List<String> keys) {
    StrictYaml yaml = new StrictYaml(file);
    try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
      yaml.readMapping(parser, keys);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String cause = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new SettingsException(file, line, "broken YAML: " + cause + " (expected: key: value)");
    }
    return yaml;
  }

  <T> T require(String key, String expected, Function<String, T> parse) {
    T value = optional(key, expected, parse);
    if (value == null) {
      throw new SettingsException(file, 1, key + ": absent (expected: " + expected + ")");
    }
    return value;
  }

  <T> @Nullable T optional(String key, String expected, Function<String, T> parse) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    try {
      return parse.apply(entry.value);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          file, entry.line, key + ": " + shortened(entry.value) + " (expected: " + expected + ")");
    }
  }

  private void readMapping(JsonParser parser, List<String> keys) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      throw refused(parser, "document: not a mapping (expected: key: value)");
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      readEntry(parser, keys);
    }
    if (parser.nextToken() != null) {
      throw refused(parser, "document: a second one (expected: a single YAML document)");
    }
  }

  private void readEntry(JsonParser parser, List<String> keys) {
    String key = parser.currentName();
    int line = parser.currentTokenLocation().getLineNr();
    if (!keys.contains(key)) {
      throw new SettingsException(
          file,
          line,
          "%s: unknown key (expected: one of %s; did you mean %s?)"
              .formatted(key, String.join(", ", keys), nearest(key, keys)));
    }
    JsonToken token = parser.nextToken();
    if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      throw refused(parser, key + ": " + token + " (expected: a single value)");
    }
    if (entries.put(key, new Entry(parser.getString(), line)) != null) {
      throw refused(parser, key + ": given twice (expected: once)");
    }
  }

  private SettingsException refused(JsonParser parser, String problem) {
    return new SettingsException(file, parser.currentTokenLocation().getLineNr(), problem);
  }

  private static String nearest(String key, List<String> keys) {
    return keys.stream().min(Comparator.comparingInt(other -> distance(key, other))).orElseThrow();
  }

  /// The number of letters to insert, remove or change to make `b` of `a` (Levenshtein).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static String shortened(String value) {
    return value.length() <= 40 ? value : value.substring(0, 12) + "…";
  }
}
