package io.hawser.policy;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// From text to YAML nodes that know their lines. Documents that could exhaust memory or stack are
/// refused before nodes are made of them.
final class YamlDocument {
  private static final int LARGEST_LENGTH = 1_000_000;
  private static final int DEEPEST_NESTING = 20;

  private YamlDocument() {}

  static Node parse(String yaml, String file) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(LARGEST_LENGTH)
            .setParseComments(false)
            .build();
    try {
      requireShallow(yaml, file, settings);
      return new Compose(settings)
          .composeString(yaml)
          .orElseThrow(
              () ->
                  new PolicyException(
                      file, 1, "policy: nothing (expected: a document with version: 1)"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(1);
      throw new PolicyException(file, line, "yaml: " + e.getProblem() + " (expected: valid YAML)");
    } catch (YamlEngineException e) {
      throw new PolicyException(file, 1, "yaml: " + firstLine(e) + " (expected: valid YAML)");
    }
  }

  private static String firstLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }

  private static void requireShallow(String yaml, String file, LoadSettings settings) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      if (event instanceof AliasEvent alias) {
        throw new PolicyException(
            file,
            line(event.getStartMark()),
            "alias: *" + alias.getAlias().getValue() + " (expected: no aliases)");
      }
      depth +=
          event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
      if (depth > DEEPEST_NESTING) {
        throw new PolicyException(
            file,
            line(event.getStartMark()),
            "nesting: " + depth + " (expected: at most " + DEEPEST_NESTING + ")");
      }
    }
  }

  static int line(Node node) {
    return line(node.getStartMark());
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }
}
