package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EdgeStanding;
import io.hawser.orchestrator.console.EdgeView;
import io.hawser.orchestrator.console.NetworkView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The edge that a caller means by an id or a name.
///
/// A box that waits has chosen its name itself, and can call itself like another. Where a name fits
/// more than one edge nobody is taken; the caller is told the ids and fingerprints.
final class NamedEdge {
  private NamedEdge() {}

  static EdgeView of(NetworkView network, String idOrName) {
    return network
        .edge(idOrName)
        .orElseGet(() -> only(idOrName, network.edgesNamed(idOrName), "id or name of an edge"));
  }

  /// As above; but of those that wait, a site's name means the box whose claim was made for it,
  /// whatever boxes call themselves. What calls itself like a site and has a claim for another is
  /// not meant.
  static EdgeView toApprove(NetworkView network, String idOrName) {
    Optional<EdgeView> byId = network.edge(idOrName);
    if (byId.isPresent()) {
      return byId.get();
    }
    List<EdgeView> claimed =
        network.pending().stream().filter(edge -> idOrName.equals(edge.claimSite())).toList();
    boolean site = network.site(idOrName).isPresent();
    Set<EdgeView> meant = new LinkedHashSet<>(claimed);
    network.edgesNamed(idOrName).stream()
        .filter(edge -> edge.state() != EdgeStanding.PENDING || claimed.isEmpty())
        .filter(edge -> !site || isMeantFor(edge, idOrName))
        .forEach(meant::add);
    return only(
        idOrName,
        List.copyOf(meant),
        "id or name of an edge, or the site of a claim with which a box waits");
  }

  private static boolean isMeantFor(EdgeView edge, String site) {
    return edge.state() != EdgeStanding.PENDING
        || edge.claimSite() == null
        || site.equals(edge.claimSite());
  }

  private static EdgeView only(String name, List<EdgeView> edges, String expected) {
    if (edges.isEmpty()) {
      throw RefusedException.unknown("edge: " + name + " (expected: " + expected + ")");
    }
    if (edges.size() > 1) {
      throw RefusedException.conflict(
          "edge: "
              + name
              + " fits "
              + edges.size()
              + " edges (expected: an id, one of "
              + edges.stream().map(NamedEdge::described).collect(Collectors.joining("; "))
              + ")");
    }
    return edges.getFirst();
  }

  private static String described(EdgeView edge) {
    return edge.id() + " " + edge.state().word() + ", key " + edge.fingerprint();
  }
}
