package io.hawser.orchestrator.server.ca;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's identity, made anew while the process runs once less than a third of its life is
/// left. Asked at every handshake; thread-safe.
///
/// Edges refuse an expired server, and an orchestrator may run for years: what is renewed at a
/// start only, runs out in the end, for all edges at once.
public final class LastingIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(LastingIdentity.class);

  /// After a renewal that could not be written.
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Path directory;
  private final CertificateAuthority authority;
  private final Set<String> names;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile ServerIdentity identity;

  /// Guarded by `this`.
  private Instant notBefore = Instant.MIN;

  /// @param names host names and numeric addresses
  public LastingIdentity(
      Path directory,
      CertificateAuthority authority,
      Set<String> names,
      InstantSource clock,
      SecureRandom random) {
    this.directory = directory;
    this.authority = authority;
    this.names = names;
    this.clock = clock;
    this.random = random;
    identity = opened(clock.instant());
  }

  /// The same object until it is renewed.
  public ServerIdentity current() {
    Instant now = clock.instant();
    if (identity.isDue(now)) {
      renew(now);
    }
    return identity;
  }

  private synchronized void renew(Instant now) {
    if (!identity.isDue(now) || now.isBefore(notBefore)) {
      return;
    }
    notBefore = now.plus(RETRY);
    try {
      identity = opened(now);
      LOG.info("server certificate renewed until={}", identity.certificate().getNotAfter());
    } catch (RuntimeException e) {
      LOG.error("server certificate not renewed, tried again in {} s", RETRY.toSeconds(), e);
    }
  }

  private ServerIdentity opened(Instant now) {
    return ServerIdentity.open(directory, authority, names, now, random);
  }
}
