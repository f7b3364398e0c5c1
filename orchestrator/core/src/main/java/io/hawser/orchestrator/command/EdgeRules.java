package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeState;
import io.hawser.orchestrator.company.RefusedException;
import java.util.List;

/// What may happen to an edge that is known.
final class EdgeRules {
  private EdgeRules() {}

  static Edge edge(Company company, String id) {
    return company
        .edge(id)
        .orElseThrow(() -> RefusedException.unknown("edge: unknown (expected: the id of an edge)"));
  }

  static Edge member(Company company, String id) {
    Edge edge = edge(company, id);
    if (!edge.isMember()) {
      throw RefusedException.forbidden(
          "edge: " + edge.state() + " (expected: " + EdgeState.ENROLLED + ")");
    }
    return edge;
  }

  static List<Change> reject(Company company, Command.RejectEdge c) {
    Edge edge = edge(company, c.edgeId());
    if (edge.state() != EdgeState.PENDING) {
      throw RefusedException.conflict(
          "edge: "
              + edge.name()
              + " is "
              + edge.state()
              + " (expected: "
              + EdgeState.PENDING
              + ")");
    }
    return List.of(new Change.EdgeChanged(edge.revoked()));
  }

  static List<Change> revoke(Company company, Command.RevokeEdge c) {
    Edge edge = edge(company, c.edgeId());
    return edge.state() == EdgeState.REVOKED
        ? List.of()
        : List.of(new Change.EdgeChanged(edge.revoked()));
  }

  static List<Change> renew(Company company, Command.RenewCertificate c) {
    Edge edge = member(company, c.edgeId());
    boolean taken =
        company.edges().values().stream()
            .anyMatch(e -> !e.id().equals(edge.id()) && e.fingerprint().equals(c.fingerprint()));
    if (taken) {
      throw RefusedException.conflict("csr: key of another device (expected: the device's own)");
    }
    return List.of(new Change.EdgeChanged(edge.issued(c.certificate(), c.fingerprint())));
  }
}
