package io.hawser.orchestrator.compile;

import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.Site;
import io.hawser.policy.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where one edge sends what is for other sites, and what it accepts from whom.
///
/// A site is reached directly where there is a path, else through hubs in their order. A hub itself
/// goes to a site directly or not at all: two hubs that each took the other for a way out would
/// play ball with the packet.
final class NextHops {
  private final Company company;
  private final Edge me;

  /// Peers that the topology gives me, by id, whether or not a path can form.
  private final Map<String, Edge> peers = new TreeMap<>();

  private final Map<String, List<Pair>> pairs = new TreeMap<>();

  NextHops(Company company, Edge me) {
    this.company = company;
    this.me = me;
    for (Edge other : company.members()) {
      if (arePeers(me, other)) {
        peers.put(other.id(), other);
        pairs.put(other.id(), UsefulPairs.between(company, me, other));
      }
    }
  }

  List<Edge> peers() {
    return List.copyOf(peers.values());
  }

  List<Pair> pairsWith(Edge peer) {
    return pairs.getOrDefault(peer.id(), List.of());
  }

  /// Edges that bring a packet to `site`, best first. None: no way now, and the packet must not
  /// leave by any other.
  List<Edge> to(Site site) {
    List<Edge> hops = new ArrayList<>();
    Edge there = company.edgeOfSite(site.name()).filter(Edge::isMember).orElse(null);
    if (there == null) {
      return hops;
    }
    if (!pairsWith(there).isEmpty()) {
      hops.add(there);
    }
    if (!isHub(me)) {
      hubs()
          .filter(hub -> !hub.id().equals(there.id()) && !pairsWith(hub).isEmpty())
          .filter(
              hub -> arePeers(hub, there) && !UsefulPairs.between(company, hub, there).isEmpty())
          .forEach(hops::add);
    }
    return hops;
  }

  /// Inner sources that `peer` may send me: its own, and where it is a hub those of every other
  /// site.
  List<Prefix> allowedFrom(Edge peer) {
    Stream<Site> sites = Stream.of(company.siteOf(peer));
    if (isHub(peer) && !isHub(me)) {
      sites =
          Stream.concat(
              sites,
              company.sites().values().stream()
                  .filter(
                      site -> !site.name().equals(peer.site()) && !site.name().equals(me.site())));
    }
    return sites.flatMap(site -> prefixesOf(company, site).stream()).sorted().toList();
  }

  /// All that is inside a site: its LAN, its edge's overlay addresses, its stock clients.
  static List<Prefix> prefixesOf(Company company, Site site) {
    List<Prefix> prefixes = new ArrayList<>(site.lan().prefixes());
    company
        .edgeOfSite(site.name())
        .filter(Edge::isMember)
        .ifPresent(edge -> prefixes.addAll(company.overlay().hostPrefixes(edge.overlayNumber())));
    company.clientsOf(site.name()).forEach(client -> prefixes.addAll(client.addresses()));
    return prefixes;
  }

  private Stream<Edge> hubs() {
    return company.topology().hubs().stream()
        .flatMap(site -> company.edgeOfSite(site).stream())
        .filter(Edge::isMember);
  }

  private boolean isHub(Edge edge) {
    return company.topology().isHub(String.valueOf(edge.site()));
  }

  private boolean arePeers(Edge one, Edge other) {
    return other.facts().serviceKey() != null
        && company.topology().connects(String.valueOf(one.site()), String.valueOf(other.site()));
  }
}
