package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeFacts;
import io.hawser.orchestrator.company.EdgeState;
import io.hawser.orchestrator.company.IssuedCertificate;
import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a box becomes an edge.
final class EnrolmentRules {
  private static final int MAX_DEVICES = 64;

  /// A box that asks again with less than this left gets a fresh certificate: it was away too long
  /// to renew the one that it has.
  private static final long REISSUE_BEFORE_MS = 30L * 24 * 60 * 60 * 1000;

  private EnrolmentRules() {}

  /// The claim is used and the certificate issued here or not at all: both are in the changes of
  /// one commit.
  static List<Change> enrol(Company company, Command.EnrolDevice c, long nowEpochMs) {
    Claim claim = claimFor(company, c.secretHash());
    if (claim.edgeId() != null) {
      return again(company.edges().get(claim.edgeId()), c, nowEpochMs);
    }
    if (nowEpochMs >= claim.expiresEpochMs()) {
      throw RefusedException.expired("claim: expired (expected: a new one)");
    }
    if (company.edges().values().stream().anyMatch(e -> e.fingerprint().equals(c.fingerprint()))) {
      throw RefusedException.conflict(
          "csr: key of a known device (expected: a new key for a new claim)");
    }
    Edge edge = firstSeen(company, claim, c, nowEpochMs);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.ClaimChanged(claim.usedBy(edge.id())));
    changes.add(new Change.EdgeChanged(withCertificate(edge, c)));
    return changes;
  }

  private static Claim claimFor(Company company, String secretHash) {
    return company.claims().values().stream()
        .filter(claim -> claim.secretHash().equals(secretHash))
        .findFirst()
        .orElseThrow(
            () -> RefusedException.forbidden("claim: unknown (expected: a claim made here)"));
  }

  /// The same box asks again: as often as it likes. Another box with the same claim: never.
  private static List<Change> again(@Nullable Edge edge, Command.EnrolDevice c, long nowEpochMs) {
    if (edge == null || !edge.fingerprint().equals(c.fingerprint())) {
      throw RefusedException.conflict("claim: used by another device (expected: a new claim)");
    }
    return switch (edge.state()) {
      case PENDING -> List.of();
      case APPROVED -> List.of(new Change.EdgeChanged(withCertificate(edge, c)));
      case ENROLLED -> isDue(edge, nowEpochMs) ? List.of(reissued(edge, c)) : List.of();
      case REVOKED ->
          throw RefusedException.forbidden("device: refused (expected: a new claim and a new key)");
    };
  }

  private static boolean isDue(Edge edge, long nowEpochMs) {
    IssuedCertificate certificate = edge.certificate();
    return certificate == null || nowEpochMs >= certificate.expiresEpochMs() - REISSUE_BEFORE_MS;
  }

  private static Change reissued(Edge edge, Command.EnrolDevice c) {
    return new Change.EdgeChanged(edge.issued(c.issue().apply(edge.id()), edge.fingerprint()));
  }

  private static Edge firstSeen(
      Company company, Claim claim, Command.EnrolDevice c, long nowEpochMs) {
    Edge edge =
        new Edge(
            c.edgeId(),
            Names.printable(c.hostname()),
            null,
            EdgeState.PENDING,
            0,
            c.fingerprint(),
            claim.id(),
            Names.printable(c.serial()),
            Names.printable(c.hostname()),
            c.devices().stream().limit(MAX_DEVICES).map(Names::printable).toList(),
            nowEpochMs,
            null,
            EdgeFacts.NONE);
    boolean free = claim.site() != null && company.edgeOfSite(claim.site()).isEmpty();
    return claim.approved() && free
        ? approved(company, edge, claim.site(), claim.edgeName())
        : edge;
  }

  private static Edge withCertificate(Edge edge, Command.EnrolDevice c) {
    return edge.state() == EdgeState.APPROVED
        ? edge.issued(c.issue().apply(edge.id()), edge.fingerprint())
        : edge;
  }

  static List<Change> approve(Company company, Command.ApproveEdge c) {
    Edge edge = EdgeRules.edge(company, c.edgeId());
    Claim claim = company.claims().get(edge.claimId());
    String site = c.site() != null ? c.site() : claim == null ? null : claim.site();
    String name = c.name() != null ? c.name() : claim == null ? null : claim.edgeName();
    if (edge.state() == EdgeState.REVOKED) {
      throw RefusedException.conflict("edge: revoked (expected: a new claim and a new key)");
    }
    if (edge.state() != EdgeState.PENDING) {
      boolean same = c.site() == null || c.site().equals(edge.site());
      if (same && (c.name() == null || c.name().equals(edge.name()))) {
        return List.of();
      }
      throw RefusedException.conflict(
          "edge: " + edge.name() + ", approved before (expected: the same site and name)");
    }
    return List.of(new Change.EdgeChanged(approved(company, edge, site, name)));
  }

  private static Edge approved(
      Company company, Edge edge, @Nullable String site, @Nullable String name) {
    if (site == null) {
      throw RefusedException.invalid(
          "site: none (expected: one of " + company.sites().keySet() + ")");
    }
    if (!company.sites().containsKey(site)) {
      throw SiteRules.unknown("site", site, company);
    }
    Optional<Edge> there = company.edgeOfSite(site);
    if (there.isPresent()) {
      throw RefusedException.conflict(
          "site: "
              + site
              + ", where "
              + there.get().name()
              + " stands (expected: a site without an edge; revoke that one first)");
    }
    String called = Names.label("name", name == null ? site : name);
    if (company.edgeByName(called).isPresent()) {
      throw RefusedException.conflict("name: " + called + " (expected: a name that no edge has)");
    }
    return edge.approved(called, site, company.freeOverlayNumber());
  }
}
