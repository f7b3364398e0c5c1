package io.hawser.orchestrator.server.web;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeState;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.WanLink;
import io.hawser.orchestrator.console.EdgeStanding;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.LinkView;
import io.hawser.orchestrator.console.NetworkView;
import io.hawser.orchestrator.console.PathState;
import io.hawser.orchestrator.console.PathView;
import io.hawser.orchestrator.console.SiteView;
import io.hawser.orchestrator.server.OrchestratorServices;
import io.hawser.orchestrator.server.control.PathReading;
import io.hawser.orchestrator.server.control.PathStanding;
import io.hawser.orchestrator.server.control.Presence;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Joins what is configured with what is heard into one view. A path is listed because an edge was
/// told to keep it, so one that is never heard of shows as unknown instead of missing.
final class NetworkViews {
  private final OrchestratorServices services;

  /// Of each edge's newest configuration, the paths; reading them again for every view would cost
  /// most of it.
  private final Map<String, ToldPaths> toldPaths = new ConcurrentHashMap<>();

  private record ToldPaths(long revision, List<PathPair> pairs) {}

  private record PathKey(String edgeId, String link, String peerId, String peerLink) {}

  NetworkViews(OrchestratorServices services) {
    this.services = services;
  }

  NetworkView now() {
    Company company = services.ledger().company();
    List<EdgeView> edges =
        company
            .livingEdges()
            .map(edge -> edge(company, edge))
            .sorted(Comparator.comparing(EdgeView::name).thenComparing(EdgeView::id))
            .toList();
    List<SiteView> sites =
        company.sites().values().stream().map(site -> site(company, site)).toList();
    return new NetworkView(company.revision(), sites, edges, paths(company));
  }

  private SiteView site(Company company, Site site) {
    Optional<Edge> edge = standing(company, site);
    List<LinkView> links =
        edge.map(one -> links(company, one)).orElseGet(() -> links(site.links(), null));
    return new SiteView(
        site.name(),
        company.topology().isHub(site.name()),
        site.lan().prefixes().stream().map(String::valueOf).toList(),
        links,
        edge.map(Edge::id).orElse(null));
  }

  /// One that only waits for approval stands nowhere yet.
  private static Optional<Edge> standing(Company company, Site site) {
    return company.edgeOfSite(site.name()).filter(edge -> edge.state() != EdgeState.PENDING);
  }

  private EdgeView edge(Company company, Edge edge) {
    Optional<Presence.Session> session = services.presence().of(edge.id());
    EdgeRevisions.Standing standing = services.revisions().of(edge.id());
    boolean numbered = edge.overlayNumber() > 0;
    return new EdgeView(
        edge.id(),
        edge.name(),
        edge.site(),
        claimSite(company, edge),
        standing(edge.state()),
        edge.serial(),
        edge.hostname(),
        edge.fingerprint(),
        edge.devices(),
        numbered ? company.overlay().addresses(edge.overlayNumber()) : List.of(),
        edge.firstSeenEpochMs(),
        session.isPresent(),
        session.map(Presence.Session::attachedEpochMs).orElse(0L),
        session.map(Presence.Session::version).orElse(""),
        standing.newestRevision(),
        standing.appliedRevision(),
        standing.accepted(),
        standing.error(),
        links(company, edge));
  }

  private static @Nullable String claimSite(Company company, Edge edge) {
    Claim claim = company.claims().get(edge.claimId());
    return claim == null ? null : claim.site();
  }

  private static EdgeStanding standing(EdgeState state) {
    return switch (state) {
      case PENDING -> EdgeStanding.PENDING;
      case APPROVED -> EdgeStanding.APPROVED;
      case ENROLLED -> EdgeStanding.ENROLLED;
      case REVOKED -> EdgeStanding.REVOKED;
    };
  }

  private List<LinkView> links(Company company, Edge edge) {
    Site site = edge.site() == null ? null : company.sites().get(edge.site());
    if (site == null || edge.state() == EdgeState.PENDING) {
      return List.of();
    }
    return links(site.links(), services.presence().of(edge.id()).orElse(null));
  }

  private static List<LinkView> links(List<WanLink> links, Presence.@Nullable Session session) {
    return links.stream().map(link -> link(link, session)).toList();
  }

  private static LinkView link(WanLink link, Presence.@Nullable Session session) {
    Optional<Presence.SeenLink> seen =
        session == null
            ? Optional.empty()
            : session.links().stream().filter(one -> one.name().equals(link.name())).findFirst();
    return new LinkView(
        link.name(),
        link.device(),
        link.transport(),
        link.metered(),
        link.backup(),
        link.behindNat(),
        seen.isPresent(),
        seen.map(Presence.SeenLink::up).orElse(false),
        seen.map(Presence.SeenLink::addresses).orElse(List.of()));
  }

  private List<PathView> paths(Company company) {
    Map<PathKey, PathStanding> readings = new HashMap<>();
    for (PathStanding standing : services.telemetry().latest()) {
      PathReading reading = standing.reading();
      readings.put(
          new PathKey(reading.edgeId(), reading.link(), reading.peerId(), reading.peerLink()),
          standing);
    }
    List<PathView> paths = new ArrayList<>();
    for (Edge edge : company.members()) {
      for (PathPair pair : pairs(edge.id())) {
        Edge peer = company.edge(pair.getPeerId()).filter(Edge::isMember).orElse(null);
        if (peer != null) {
          PathKey key =
              new PathKey(edge.id(), pair.getLink(), pair.getPeerId(), pair.getPeerLink());
          paths.add(path(company, edge, peer, pair, readings.get(key)));
        }
      }
    }
    paths.sort(
        Comparator.comparing(PathView::edge)
            .thenComparing(PathView::peer)
            .thenComparing(PathView::link)
            .thenComparing(PathView::peerLink));
    return paths;
  }

  private PathView path(
      Company company, Edge edge, Edge peer, PathPair pair, @Nullable PathStanding standing) {
    PathReading reading = standing == null ? null : standing.reading();
    Site site = company.siteOf(edge);
    String transport = site.link(pair.getLink()).map(WanLink::transport).orElse("");
    boolean heard = reading != null && services.presence().of(edge.id()).isPresent();
    return new PathView(
        edge.id(),
        edge.name(),
        site.name(),
        pair.getLink(),
        peer.id(),
        peer.name(),
        company.siteOf(peer).name(),
        pair.getPeerLink(),
        transport,
        reading != null && heard ? PathState.of(reading.stateOut()) : PathState.UNKNOWN,
        reading != null && heard ? PathState.of(reading.stateIn()) : PathState.UNKNOWN,
        reading == null ? "" : reading.cause(),
        reading != null && heard ? reading.rttUs() : -1,
        reading != null && heard ? reading.jitterUs() : -1,
        reading != null && heard ? reading.lossOutPpm() : -1,
        reading != null && heard ? reading.lossInPpm() : -1,
        reading == null ? 0 : reading.txBytes(),
        reading == null ? 0 : reading.rxBytes(),
        reading == null ? 0 : reading.sinceEpochMs(),
        reading == null ? 0 : reading.epochMs(),
        standing != null && heard ? Qualities.of(standing.told()) : null);
  }

  private List<PathPair> pairs(String edgeId) {
    EdgeRevisions.Told told = services.revisions().newest(edgeId).orElse(null);
    if (told == null) {
      return List.of();
    }
    ToldPaths known = toldPaths.get(edgeId);
    if (known == null || known.revision() != told.revision()) {
      known = new ToldPaths(told.revision(), read(told));
      toldPaths.put(edgeId, known);
    }
    return known.pairs();
  }

  private static List<PathPair> read(EdgeRevisions.Told told) {
    try {
      return EdgeConfiguration.parseFrom(told.signed().getConfiguration()).getPathsList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "configuration: revision "
              + told.revision()
              + " unreadable (expected: EdgeConfiguration)",
          e);
    }
  }
}
