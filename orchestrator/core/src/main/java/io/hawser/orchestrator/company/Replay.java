package io.hawser.orchestrator.company;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes the next snapshot out of the last one. A map is copied once a replay, and only if it
/// changes.
final class Replay {
  private final Company before;
  private Topology topology;
  private OverlayPlan overlay;
  private PolicyDocument policy;
  private SortedMap<String, Site> sites;
  private SortedMap<String, Edge> edges;
  private SortedMap<String, Claim> claims;
  private List<StockClient> clients;

  Replay(Company before) {
    this.before = before;
    topology = before.topology();
    overlay = before.overlay();
    policy = before.policy();
    sites = before.sites();
    edges = before.edges();
    claims = before.claims();
    clients = before.clients();
  }

  Replay all(List<Change> changes) {
    changes.forEach(this::one);
    return this;
  }

  Company at(long revision) {
    return new Company(revision, topology, overlay, policy, sites, edges, claims, clients);
  }

  private void one(Change change) {
    switch (change) {
      case Change.TopologyChanged c -> topology = c.topology();
      case Change.OverlayChanged c -> overlay = c.overlay();
      case Change.PolicyChanged c -> policy = c.policy();
      case Change.ClientsChanged c -> clients = c.clients();
      case Change.SiteChanged c -> writableSites().put(c.site().name(), c.site());
      case Change.SiteRemoved c -> writableSites().remove(c.name());
      case Change.ClaimChanged c -> writableClaims().put(c.claim().id(), c.claim());
      case Change.ClaimRemoved c -> writableClaims().remove(c.id());
      case Change.EdgeChanged c -> writableEdges().put(c.edge().id(), c.edge());
      case Change.FactsChanged c ->
          writableEdges().computeIfPresent(c.edgeId(), (_, edge) -> edge.with(c.facts()));
    }
  }

  private SortedMap<String, Site> writableSites() {
    return sites = sites == before.sites() ? new TreeMap<>(sites) : sites;
  }

  private SortedMap<String, Edge> writableEdges() {
    return edges = edges == before.edges() ? new TreeMap<>(edges) : edges;
  }

  private SortedMap<String, Claim> writableClaims() {
    return claims = claims == before.claims() ? new TreeMap<>(claims) : claims;
  }
}
