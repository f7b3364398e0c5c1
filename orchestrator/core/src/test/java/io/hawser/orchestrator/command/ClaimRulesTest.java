package io.hawser.orchestrator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.orchestrator.ACompany;
import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.RefusedException;
import org.junit.jupiter.api.Test;

class ClaimRulesTest {
  private static final long DAY_MS = 24L * 60 * 60 * 1000;

  private static final String SITES =
      """
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
      """;

  private final ACompany company = ACompany.of(SITES);

  @Test
  void aNewClaimTakesLongExpiredUnusedOnesAway() {
    company.claim("used", "hq", true).enrol("used", "id-1", "key-1");
    company.claim("unused", "hq", true);
    long soon = ACompany.NOW_EPOCH_MS + 7 * DAY_MS;
    long late = ACompany.NOW_EPOCH_MS + 9 * DAY_MS;
    assertThat(Decisions.decide(company.company(), claim("new", soon), soon).changes()).hasSize(1);
    assertThat(Decisions.decide(company.company(), claim("new", late), late).changes())
        .hasSize(2)
        .contains(new Change.ClaimRemoved("claim-unused"));
  }

  @Test
  void aThousandClaimsMayBeOpen() {
    for (int i = 0; i < 1_000; i++) {
      company.claim("hash-" + i, "hq", true);
    }
    assertThatThrownBy(() -> company.claim("one-more", "hq", true))
        .isInstanceOf(RefusedException.class)
        .hasMessage("claims: 1000 open (expected: fewer; they go when used or expired)");
    company.enrol("hash-0", "id-1", "key-1");
    company.claim("one-more", "hq", true);
    assertThat(company.company().claims()).containsKey("claim-one-more");
  }

  private static Command claim(String id, long nowEpochMs) {
    return new Command.CreateClaim(
        id, "hash-of-" + id, "hq", null, false, nowEpochMs + DAY_MS, "user:ann");
  }
}
