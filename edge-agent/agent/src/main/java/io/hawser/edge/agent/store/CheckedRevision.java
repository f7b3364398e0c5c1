package io.hawser.edge.agent.store;

import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.SignedRevision;

/// A revision that passed [RevisionCheck]; only that makes one.
public final class CheckedRevision {
  private final SignedRevision signed;
  private final EdgeConfiguration configuration;

  CheckedRevision(SignedRevision signed, EdgeConfiguration configuration) {
    this.signed = signed;
    this.configuration = configuration;
  }

  public SignedRevision signed() {
    return signed;
  }

  public EdgeConfiguration configuration() {
    return configuration;
  }

  public long number() {
    return configuration.getRevision();
  }
}
