package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.RefusedException;
import java.util.List;

/// Who may get a claim for what.
final class ClaimRules {
  /// A claim is a key under a doormat; a month is for boxes sent by sea.
  private static final long MAX_LIFE_MS = 31L * 24 * 60 * 60 * 1000;

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
    return List.of(
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
  }
}
