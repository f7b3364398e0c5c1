package io.hawser.orchestrator.document;

import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/// Reads YAML text into nodes with lines.
final class YamlText {
  /// A company of 5,000 sites is about 2 MB.
  private static final int MAX_LENGTH = 16 << 20;

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String fileName;
  private final JsonParser parser;

  private YamlText(String fileName, JsonParser parser) {
    this.fileName = fileName;
    this.parser = parser;
  }

  static YamlNode read(String yaml, String fileName) {
    if (yaml.length() > MAX_LENGTH) {
      throw RefusedException.invalid(
          fileName + ": " + yaml.length() + " characters (expected: at most " + MAX_LENGTH + ")");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), yaml)) {
      return new YamlText(fileName, parser).document();
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String what = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw RefusedException.invalid(
          fileName + ":" + line + ": document: " + Names.printable(what) + " (expected: YAML)");
    }
  }

  private YamlNode document() {
    YamlNode root = node(parser.nextToken());
    if (parser.nextToken() != null) {
      throw refused(line(), "document: a second one (expected: one)");
    }
    return root;
  }

  private YamlNode node(@Nullable JsonToken token) {
    if (token == null) {
      throw refused(1, "document: empty (expected: YAML)");
    }
    return switch (token) {
      case START_OBJECT -> mapping();
      case START_ARRAY -> sequence();
      default -> new YamlNode.Scalar(line(), parser.getString());
    };
  }

  private YamlNode mapping() {
    int line = line();
    SequencedMap<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line();
      YamlNode value = node(parser.nextToken());
      if (entries.putIfAbsent(key, new YamlNode.Entry(keyLine, value)) != null) {
        throw refused(keyLine, Names.printable(key) + ": twice (expected: once)");
      }
    }
    return new YamlNode.Mapping(line, entries);
  }

  private YamlNode sequence() {
    int line = line();
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token));
    }
    return new YamlNode.Sequence(line, items);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private RefusedException refused(int line, String problem) {
    return RefusedException.invalid(fileName + ":" + line + ": " + problem);
  }
}
