package io.hawser.orchestrator.server.enrol;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.command.Commit;
import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.server.ca.CertificateAuthority;
import io.hawser.orchestrator.server.ca.Fingerprint;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where people get claims.
public final class ClaimDesk {
  /// Valid where a person says nothing.
  public static final Duration DEFAULT_LIFE = Duration.ofHours(24);

  /// A claim with its token, which is not kept.
  public record NewClaim(Claim claim, String token) {}

  private final Ledger ledger;
  private final CertificateAuthority authority;
  private final InstantSource clock;
  private final SecureRandom random;

  public ClaimDesk(
      Ledger ledger, CertificateAuthority authority, InstantSource clock, SecureRandom random) {
    this.ledger = ledger;
    this.authority = authority;
    this.clock = clock;
    this.random = random;
  }

  /// @param site null: whoever approves the box says
  /// @param name null: the site's name
  /// @param approved whether the box is let in without a person looking
  public NewClaim create(
      @Nullable String site,
      @Nullable String name,
      boolean approved,
      Duration expires,
      String actor) {
    byte[] secret = new byte[ClaimToken.SECRET_LENGTH];
    random.nextBytes(secret);
    String id = UUID.randomUUID().toString();
    long nowEpochMs = clock.millis();
    Commit commit =
        ledger.submit(
            new Command.CreateClaim(
                id,
                Fingerprint.of(secret),
                site,
                name,
                approved,
                nowEpochMs + expires.toMillis(),
                actor),
            actor,
            nowEpochMs);
    Claim claim = Objects.requireNonNull(commit.company().claims().get(id));
    return new NewClaim(claim, ClaimToken.text(authority.pin(), secret));
  }
}
