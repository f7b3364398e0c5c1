package io.hawser.lab.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A piece of a YAML file that knows where it stands.
sealed interface YamlNode {
  /// Line in the file, from 1.
  int line();

  /// Words, numbers and nothing at all, all as text.
  record Scalar(int line, String text) implements YamlNode {}

  record Sequence(int line, List<YamlNode> items) implements YamlNode {}

  record Mapping(int line, Map<String, YamlNode> entries) implements YamlNode {}

  /// Reads a whole file.
  static YamlNode parse(String text, String file) {
    try (JsonParser parser = new YAMLMapper().createParser(text)) {
      if (parser.nextToken() == null) {
        throw new TopologyException(file + ":1: empty (expected: a topology)");
      }
      return node(parser, file);
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
      throw new TopologyException(
          file
              + ":"
              + line
              + ": "
              + broken.getOriginalMessage().lines().findFirst().orElse("")
              + " (expected: YAML)");
    }
  }

  private static YamlNode node(JsonParser parser, String file) {
    int line = parser.currentTokenLocation().getLineNr();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return mapping(parser, file, line);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(parser, file));
      }
      return new Sequence(line, items);
    }
    return new Scalar(
        line, parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getString());
  }

  private static YamlNode mapping(JsonParser parser, String file, int line) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      if (entries.put(key, node(parser, file)) != null) {
        throw new TopologyException(
            file + ":" + keyLine + ": " + key + ": twice (expected: each key once)");
      }
    }
    return new Mapping(line, entries);
  }
}
