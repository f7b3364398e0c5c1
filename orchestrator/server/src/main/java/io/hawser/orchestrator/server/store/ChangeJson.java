package io.hawser.orchestrator.server.store;

import io.hawser.orchestrator.company.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Changes as a JSON list of `{"SiteChanged": {…}}`.
final class ChangeJson {
  private static final Map<String, Class<? extends Change>> KINDS =
      Stream.<Class<? extends Change>>of(
              Change.TopologyChanged.class,
              Change.OverlayChanged.class,
              Change.PolicyChanged.class,
              Change.ClientsChanged.class,
              Change.SiteChanged.class,
              Change.SiteRemoved.class,
              Change.ClaimChanged.class,
              Change.ClaimRemoved.class,
              Change.EdgeChanged.class,
              Change.FactsChanged.class)
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, kind -> kind));

  private ChangeJson() {}

  static String write(List<Change> changes) {
    List<Map<String, Change>> named = new ArrayList<>();
    changes.forEach(change -> named.add(Map.of(change.getClass().getSimpleName(), change)));
    return RecordJson.write(named);
  }

  static List<Change> read(String json) {
    List<Change> changes = new ArrayList<>();
    for (JsonNode item : RecordJson.read(json, ArrayNode.class)) {
      item.properties().forEach(entry -> changes.add(read(entry.getKey(), entry.getValue())));
    }
    return changes;
  }

  private static Change read(String name, JsonNode body) {
    Class<? extends Change> kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalStateException(
          "change: " + name + " (expected: one of " + KINDS.keySet() + ")");
    }
    return RecordJson.read(body.toString(), kind);
  }
}
