package io.hawser.edge.agent.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hawser.edge.agent.store.CheckedRevision;
import io.hawser.edge.agent.store.RevisionCheck;
import io.hawser.edge.agent.store.RevisionRefused;
import io.hawser.edge.agent.store.RevisionStore;
import io.hawser.orchestrator.api.Applied;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.SignedRevision;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The road of a revision: check, apply, keep, confirm.
///
/// It is applied before it is kept, so that the disk never holds what the data plane refuses. Owned
/// by the control client's thread.
public final class RevisionIntake {
  private static final Logger LOG = LoggerFactory.getLogger(RevisionIntake.class);

  private final RevisionCheck check;
  private final RevisionStore store;
  private final Applier applier;
  private @Nullable CheckedRevision inForce;

  /// `inForce` is what the edge forwards by already, as loaded from the store at start.
  public RevisionIntake(
      RevisionCheck check,
      RevisionStore store,
      Applier applier,
      @Nullable CheckedRevision inForce) {
    this.check = check;
    this.store = store;
    this.applier = applier;
    this.inForce = inForce;
  }

  long revisionInForce() {
    return inForce == null ? 0 : inForce.number();
  }

  /// What to answer the orchestrator after having done what it asks, or not.
  Applied receive(SignedRevision signed) {
    if (inForce != null && inForce.signed().equals(signed)) {
      return confirmation(inForce.number()).build();
    }
    try {
      CheckedRevision revision = check.acceptable(signed, revisionInForce());
      applier.apply(revision);
      inForce = revision;
      LOG.info("revision-applied revision={}", revision.number());
      return kept(revision);
    } catch (RevisionRefused | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      LOG.warn("revision-refused in-force={} cause={}", revisionInForce(), reason);
      return Applied.newBuilder()
          .setRevision(claimedNumber(signed))
          .setAccepted(false)
          .setError(reason)
          .build();
    }
  }

  private Applied kept(CheckedRevision revision) {
    try {
      store.keep(revision, check);
      return confirmation(revision.number()).build();
    } catch (UncheckedIOException e) {
      LOG.error("revision-not-kept revision={} cause={}", revision.number(), e.getMessage());
      return confirmation(revision.number())
          .setError("in force, but not kept for a restart: " + e.getMessage())
          .build();
    }
  }

  private static Applied.Builder confirmation(long number) {
    return Applied.newBuilder().setRevision(number).setAccepted(true);
  }

  /// The number that a refused revision bears, for the answer only; 0 where unreadable.
  private static long claimedNumber(SignedRevision signed) {
    try {
      return EdgeConfiguration.parseFrom(signed.getConfiguration()).getRevision();
    } catch (InvalidProtocolBufferException e) {
      return 0;
    }
  }
}
