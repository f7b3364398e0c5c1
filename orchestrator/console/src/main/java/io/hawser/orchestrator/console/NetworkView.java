package io.hawser.orchestrator.console;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The company's network at one moment.
///
/// @param revision of the company
/// @param sites by name
/// @param edges by name, revoked ones left out
/// @param paths every configured path from both ends, by edge, peer, link and peer's link
public record NetworkView(
    long revision, List<SiteView> sites, List<EdgeView> edges, List<PathView> paths) {
  public NetworkView {
    sites = List.copyOf(sites);
    edges = List.copyOf(edges);
    paths = List.copyOf(paths);
  }

  public Optional<SiteView> site(String name) {
    return sites.stream().filter(site -> site.name().equals(name)).findFirst();
  }

  public Optional<EdgeView> edge(String id) {
    return edges.stream().filter(edge -> edge.id().equals(id)).findFirst();
  }

  /// Edges that are called so; more than one where a box that waits calls itself like another.
  public List<EdgeView> edgesNamed(String name) {
    return edges.stream().filter(edge -> edge.name().equals(name)).toList();
  }

  public List<EdgeView> pending() {
    return edges.stream()
        .filter(edge -> edge.state() == EdgeStanding.PENDING)
        .sorted(Comparator.comparingLong(EdgeView::requestedEpochMs).thenComparing(EdgeView::id))
        .toList();
  }

  public List<EdgeView> members() {
    return edges.stream().filter(edge -> edge.state() == EdgeStanding.ENROLLED).toList();
  }

  public List<PathView> pathsFrom(String site) {
    return paths.stream().filter(path -> path.site().equals(site)).toList();
  }

  public List<PathView> pathsBetween(String site, String peerSite) {
    return paths.stream()
        .filter(path -> path.site().equals(site) && path.peerSite().equals(peerSite))
        .toList();
  }

  public PairView pair(String site, String peerSite) {
    return PairView.of(this, site, peerSite);
  }

  /// Sites that this one keeps paths to, in their order.
  public List<String> peersOf(String site) {
    return pathsFrom(site).stream().map(PathView::peerSite).distinct().sorted().toList();
  }

  public @Nullable EdgeView edgeAt(SiteView site) {
    return site.edgeId() == null ? null : edge(site.edgeId()).orElse(null);
  }

  public Optional<PathView> reverseOf(PathView path) {
    return paths.stream().filter(path::isReverseOf).findFirst();
  }

  public Health health() {
    return Health.of(this);
  }
}
