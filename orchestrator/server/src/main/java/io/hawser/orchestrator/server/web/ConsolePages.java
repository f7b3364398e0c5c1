package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.NetworkView;
import io.hawser.orchestrator.console.Pages;
import io.hawser.orchestrator.console.QueueView;
import io.hawser.orchestrator.console.SiteView;
import io.hawser.orchestrator.console.VerdictView;
import java.util.List;

/// The console's pages that show the network, and the live part of each.
final class ConsolePages {
  private static final int RECENT_EVENTS = 8;
  private static final int LISTED_EVENTS = 200;

  private final Network network;
  private final Readers readers;

  ConsolePages(Network network, Readers readers) {
    this.network = network;
    this.readers = readers;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/", Access.VIEWER, this::overview),
        Route.get("/live/overview", Access.VIEWER, this::overviewLive),
        Route.get("/sites/{site}", Access.VIEWER, this::site),
        Route.get("/live/sites/{site}", Access.VIEWER, this::siteLive),
        Route.get("/edges/{edge}", Access.VIEWER, this::edge),
        Route.get("/events", Access.VIEWER, this::events),
        Route.get("/live/events", Access.VIEWER, this::eventsLive));
  }

  private HttpResponse overview(Request request) {
    List<EventView> recent = network.events(RECENT_EVENTS);
    return Readers.html(Pages.overview(readers.page(request), network.view(), recent));
  }

  private HttpResponse overviewLive(Request request) {
    List<EventView> recent = network.events(RECENT_EVENTS);
    return Readers.html(Pages.overviewLive(readers.page(request), network.view(), recent));
  }

  private HttpResponse site(Request request) {
    NetworkView view = network.view();
    SiteView site = site(view, request);
    return Readers.html(
        Pages.site(
            readers.page(request),
            view,
            site,
            verdictsOf(site),
            queuesOf(site),
            eventsOf(view, site)));
  }

  private HttpResponse siteLive(Request request) {
    NetworkView view = network.view();
    SiteView site = site(view, request);
    return Readers.html(
        Pages.siteLive(
            readers.page(request),
            view,
            site,
            verdictsOf(site),
            queuesOf(site),
            eventsOf(view, site)));
  }

  /// Where an edge's enrolment points people to: its site, or its place among those that wait.
  private HttpResponse edge(Request request) {
    String name = request.part("edge");
    EdgeView edge = NamedEdge.of(network.view(), name);
    String site = edge.site();
    boolean placed =
        site != null && network.view().site(site).filter(s -> s.edgeId() != null).isPresent();
    return HttpResponse.ofRedirect(
        HttpStatus.SEE_OTHER, placed ? "/sites/" + site : "/approvals#edge-" + edge.id());
  }

  private HttpResponse events(Request request) {
    String kind = kind(request);
    List<EventView> events = PathApi.ofKind(network.events(LISTED_EVENTS), kind);
    return Readers.html(Pages.events(readers.page(request), events, kind));
  }

  private HttpResponse eventsLive(Request request) {
    List<EventView> events = PathApi.ofKind(network.events(LISTED_EVENTS), kind(request));
    return HttpResponse.of(
        HttpStatus.OK, MediaType.HTML_UTF_8, Pages.eventsLive(readers.page(request), events));
  }

  private static String kind(Request request) {
    String kind = request.query("kind");
    return List.of("move", "path-state", "link").contains(kind) ? kind : "";
  }

  private List<VerdictView> verdictsOf(SiteView site) {
    String edgeId = site.edgeId();
    return edgeId == null ? List.of() : network.verdicts(edgeId);
  }

  private List<QueueView> queuesOf(SiteView site) {
    String edgeId = site.edgeId();
    return edgeId == null ? List.of() : network.queues(edgeId);
  }

  private List<EventView> eventsOf(NetworkView view, SiteView site) {
    var edge = view.edgeAt(site);
    if (edge == null) {
      return List.of();
    }
    return network.events(LISTED_EVENTS).stream()
        .filter(event -> event.edge().equals(edge.name()))
        .limit(RECENT_EVENTS)
        .toList();
  }

  private static SiteView site(NetworkView view, Request request) {
    String name = request.part("site");
    return view.site(name)
        .orElseThrow(
            () -> RefusedException.unknown("site: " + name + " (expected: the name of a site)"));
  }
}
