package io.hawser.orchestrator.company;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The company at one revision, immutable.
///
/// @param revision number of the last commit, 0 for a company in which nothing was ever done
/// @param sites by name
/// @param edges by edge id, revoked ones too
/// @param claims by claim id
public record Company(
    long revision,
    Topology topology,
    OverlayPlan overlay,
    PolicyDocument policy,
    SortedMap<String, Site> sites,
    SortedMap<String, Edge> edges,
    SortedMap<String, Claim> claims,
    List<StockClient> clients) {
  public static final Company EMPTY =
      new Company(
          0,
          Topology.MESH,
          OverlayPlan.DEFAULT,
          PolicyDocument.STANDARD,
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of());

  public Company {
    sites = Collections.unmodifiableSortedMap(sites);
    edges = Collections.unmodifiableSortedMap(edges);
    claims = Collections.unmodifiableSortedMap(claims);
    clients = List.copyOf(clients);
  }

  /// The company after `changes`, at `newRevision`.
  public Company with(List<Change> changes, long newRevision) {
    return new Replay(this).all(changes).at(newRevision);
  }

  public Optional<Edge> edge(String id) {
    return Optional.ofNullable(edges.get(id));
  }

  /// The edge that people call `name`; revoked ones have lost their names.
  public Optional<Edge> edgeByName(String name) {
    return livingEdges()
        .filter(edge -> edge.name().equals(name) && edge.site() != null)
        .findFirst();
  }

  /// The edge that stands, or is approved to stand, at `site`.
  public Optional<Edge> edgeOfSite(String site) {
    return livingEdges().filter(edge -> Objects.equals(edge.site(), site)).findFirst();
  }

  /// Edges with a certificate and a site, in the order of their ids.
  public List<Edge> members() {
    return edges.values().stream().filter(Edge::isMember).toList();
  }

  /// Edges that are not revoked.
  public Stream<Edge> livingEdges() {
    return edges.values().stream().filter(edge -> edge.state() != EdgeState.REVOKED);
  }

  public Site siteOf(Edge edge) {
    Site site = edge.site() == null ? null : sites.get(edge.site());
    if (site == null) {
      throw new IllegalStateException(
          "site: "
              + edge.site()
              + " (expected: the site of "
              + edge.name()
              + ", kept while it stands there)");
    }
    return site;
  }

  public List<StockClient> clientsOf(String site) {
    return clients.stream().filter(client -> client.site().equals(site)).toList();
  }

  /// The lowest overlay number that no edge ever had and no stock client's address covers.
  public int freeOverlayNumber() {
    int highest = edges.values().stream().mapToInt(Edge::overlayNumber).max().orElse(0);
    for (int number = highest + 1; number <= overlay.lastNumber(); number++) {
      if (isFree(number)) {
        return number;
      }
    }
    throw RefusedException.conflict(
        "overlay: " + overlay.ipv4() + " is full (expected: a longer range)");
  }

  private boolean isFree(int number) {
    return overlay.hostPrefixes(number).stream()
        .noneMatch(
            host ->
                clients.stream()
                    .flatMap(client -> client.addresses().stream())
                    .anyMatch(host::overlaps));
  }
}
