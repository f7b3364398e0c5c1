package io.hawser.lab.demo;

import io.hawser.lab.Host;
import io.hawser.lab.company.EdgeNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One kind of the demo's traffic, as the edge that sends it tells of it: which flows there are,
/// which path each takes, and why.
///
/// @param kind what people call it
/// @param edge the edge behind which it begins
/// @param start what the names of its flows begin with, as `hawser flows` shows them
/// @param end what they end with
record Watched(String kind, EdgeNode edge, String start, String end) {
  /// A flow is placed by its next packet: one that is idle tells of the past.
  private static final long IDLE_LIMIT_MS = 2_000;

  /// Flows from a host to a port of another.
  static Watched of(String kind, EdgeNode edge, String protocol, Host from, Host to, int port) {
    return new Watched(
        kind,
        edge,
        protocol + ":" + from.ipv4().getHostAddress() + ":",
        "-" + to.ipv4().getHostAddress() + ":" + port);
  }

  /// Path of each of its flows that carries packets now.
  Map<String, String> paths() throws IOException {
    Map<String, String> paths = new LinkedHashMap<>();
    for (JsonNode flow : edge.ask("flows")) {
      String name = flow.path("flow").asString();
      boolean mine = name.startsWith(start) && name.endsWith(end);
      if (mine && flow.path("idleMs").asLong() < IDLE_LIMIT_MS) {
        paths.put(name, flow.path("path").asString());
      }
    }
    return paths;
  }

  /// What its edge says of a flow that exists; of one that does not, it would say where it would
  /// go.
  JsonNode explain(String flow) throws IOException {
    JsonNode told = edge.ask("explain", flow);
    if (!told.path("exists").asBoolean()) {
      throw new IOException("flow: " + flow + " does not exist (expected: one that is carried)");
    }
    return told;
  }
}
