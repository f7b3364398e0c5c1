package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.Health;
import io.hawser.orchestrator.console.NetworkView;
import java.util.List;
import java.util.Map;

/// What is: sites, paths, events, and all of it in one line.
final class PathApi {
  static final int MAX_EVENTS = 1_000;
  private static final int DEFAULT_EVENTS = 100;

  private final Network network;

  /// The network in numbers. `down` counts what nobody can tell about too.
  record Status(
      CompanyCount company,
      EdgeCount edges,
      PathCount paths,
      String health,
      String caFingerprint,
      List<String> warnings) {}

  record CompanyCount(long revision, int sites) {}

  record EdgeCount(int total, int attached, int pending) {}

  record PathCount(int total, int up, int impaired, int down) {}

  PathApi(Network network) {
    this.network = network;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/health", Access.ANYONE, request -> Json.answer(Map.of("status", "up"))),
        Route.get("/api/v1/status", Access.VIEWER, this::status),
        Route.get("/api/v1/sites", Access.VIEWER, request -> Json.answer(network.view().sites())),
        Route.get("/api/v1/paths", Access.VIEWER, request -> Json.answer(network.view().paths())),
        Route.get("/api/v1/paths/history", Access.VIEWER, this::history),
        Route.get("/api/v1/events", Access.VIEWER, this::events));
  }

  private HttpResponse status(Request request) {
    NetworkView view = network.view();
    Health health = view.health();
    return Json.answer(
        new Status(
            new CompanyCount(view.revision(), health.sites()),
            new EdgeCount(health.edges(), health.attached(), health.pending()),
            new PathCount(
                health.paths(), health.pathsUp(), health.pathsImpaired(), health.pathsDown()),
            health.verdict().word(),
            network.caFingerprint(),
            network.warnings()));
  }

  private HttpResponse history(Request request) {
    return Json.answer(
        network.history(
            needed(request, "edge"),
            needed(request, "link"),
            needed(request, "peer"),
            needed(request, "peerLink")));
  }

  private HttpResponse events(Request request) {
    String kind = request.query("kind");
    return Json.answer(ofKind(network.events(limit(request)), kind));
  }

  static List<EventView> ofKind(List<EventView> events, String kind) {
    return kind.isEmpty()
        ? events
        : events.stream().filter(event -> event.kind().equals(kind)).toList();
  }

  private static int limit(Request request) {
    String text = request.query("limit");
    if (text.isEmpty()) {
      return DEFAULT_EVENTS;
    }
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MAX_EVENTS) {
      throw RefusedException.invalid("limit: " + text + " (expected: 1 to " + MAX_EVENTS + ")");
    }
    return Integer.parseInt(text);
  }

  private static String needed(Request request, String name) {
    String value = request.query(name);
    if (value.isEmpty()) {
      throw RefusedException.invalid(
          name + ": none (expected: edge, link, peer and peerLink in the query)");
    }
    return value;
  }
}
