package io.hawser.orchestrator.compile;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeState;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which edges' configurations a change may touch. Naming one too many costs a compilation; one too
/// few, an outage.
public final class Concern {
  private Concern() {}

  /// Ids of members of `company` that the changes may concern.
  public static SortedSet<String> of(Company company, List<Change> changes) {
    SortedSet<String> concerned = new TreeSet<>();
    for (Change change : changes) {
      switch (change) {
        case Change.ClaimChanged _, Change.ClaimRemoved _ -> {}
        case Change.FactsChanged c ->
            company.edge(c.edgeId()).ifPresent(edge -> addThoseAround(company, edge, concerned));
        case Change.TopologyChanged _,
            Change.OverlayChanged _,
            Change.PolicyChanged _,
            Change.ClientsChanged _,
            Change.SiteChanged _,
            Change.SiteRemoved _ -> {
          return all(company);
        }
        case Change.EdgeChanged c -> {
          if (c.edge().isMember() || c.edge().state() == EdgeState.REVOKED) {
            return all(company);
          }
        }
      }
    }
    return concerned;
  }

  public static SortedSet<String> all(Company company) {
    SortedSet<String> ids = new TreeSet<>();
    company.members().forEach(edge -> ids.add(edge.id()));
    return ids;
  }

  /// Addresses and keys of an edge stand in its peers' configurations. Through a hub's pairs they
  /// also decide others' next hops, so that a hub concerns everybody, and where there are hubs so
  /// does everybody.
  private static void addThoseAround(Company company, Edge edge, SortedSet<String> ids) {
    if (!company.topology().hubs().isEmpty()) {
      ids.addAll(all(company));
      return;
    }
    company.members().stream()
        .filter(other -> other.id().equals(edge.id()) || connects(company, edge, other))
        .forEach(other -> ids.add(other.id()));
  }

  private static boolean connects(Company company, Edge one, Edge other) {
    return company.topology().connects(String.valueOf(one.site()), String.valueOf(other.site()));
  }
}
