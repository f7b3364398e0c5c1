package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Who may get a claim for what.
final class ClaimRules {
  /// A claim is a key under a doormat; a month is for boxes sent by sea.
  private static final long MAX_LIFE_MS = 31L * 24 * 60 * 60 * 1000;

  /// Claims that boxes may still use; far more than boxes are unpacked in a month.
  private static final int MAX_OPEN = 1_000;

  /// An unused claim is still shown for a week after it expired, and answered as expired.
  private static final long KEPT_AFTER_EXPIRY_MS = 7L * 24 * 60 * 60 * 1000;

  private ClaimRules() {}

  static List<Change> create(Company company, Command.CreateClaim c, long nowEpochMs) {
    long lifeMs = c.expiresEpochMs() - nowEpochMs;
    if (lifeMs <= 0 || lifeMs > MAX_LIFE_MS) {
      throw RefusedException.invalid("expires: " + lifeMs + " ms (expected: up to 31 days)");
    }
    if (c.approved() && c.site() == null) {
      throw RefusedException.invalid("site: none (expected: a site where approved beforehand)");
    }
    if (c.site() != null && !company.sites().containsKey(c.site())) {
      throw SiteRules.unknown("site", c.site(), company);
    }
    if (c.edgeName() != null) {
      Names.label("name", c.edgeName());
    }
    if (company.claims().values().stream().anyMatch(x -> x.secretHash().equals(c.secretHash()))) {
      throw RefusedException.conflict("claim: made before (expected: a new secret)");
    }
    if (unused(company).filter(claim -> claim.expiresEpochMs() > nowEpochMs).count() >= MAX_OPEN) {
      throw RefusedException.conflict(
          "claims: " + MAX_OPEN + " open (expected: fewer; they go when used or expired)");
    }
    List<Change> changes = new ArrayList<>();
    unused(company)
        .filter(claim -> nowEpochMs - claim.expiresEpochMs() > KEPT_AFTER_EXPIRY_MS)
        .forEach(claim -> changes.add(new Change.ClaimRemoved(claim.id())));
    changes.add(
        new Change.ClaimChanged(
            new Claim(
                c.id(),
                c.secretHash(),
                c.site(),
                c.edgeName(),
                c.approved(),
                c.createdBy(),
                nowEpochMs,
                c.expiresEpochMs(),
                null)));
    return changes;
  }

  private static Stream<Claim> unused(Company company) {
    return company.claims().values().stream().filter(claim -> claim.edgeId() == null);
  }
}
