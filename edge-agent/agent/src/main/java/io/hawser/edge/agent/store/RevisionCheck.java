package io.hawser.edge.agent.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.SignedRevision;

/// The gate that every configuration passes before it may come into force.
///
/// Immutable; safe for use by several threads.
public final class RevisionCheck {
  private final RevisionKey pinned;
  private final String edgeId;
  private final PolicyCheck policyCheck;

  public RevisionCheck(RevisionKey pinned, String edgeId, PolicyCheck policyCheck) {
    this.pinned = pinned;
    this.edgeId = edgeId;
    this.policyCheck = policyCheck;
  }

  /// Signed with the pinned key, and for this edge.
  public CheckedRevision authentic(SignedRevision signed) throws RevisionRefused {
    if (!signed.getKeyId().equals(pinned.id())) {
      throw new RevisionRefused(
          "key_id: %s (expected: %s, pinned at enrolment)"
              .formatted(Hex.shortened(signed.getKeyId()), Hex.shortened(pinned.id())));
    }
    if (!pinned.signed(signed.getConfiguration(), signed.getSignature())) {
      throw new RevisionRefused(
          "signature: does not fit the configuration (expected: Ed25519 by the pinned key)");
    }
    EdgeConfiguration configuration = parsed(signed);
    if (!configuration.getEdgeId().equals(edgeId)) {
      throw new RevisionRefused(
          "edge_id: %s (expected: %s)".formatted(configuration.getEdgeId(), edgeId));
    }
    return new CheckedRevision(signed, configuration);
  }

  /// Authentic, not older than `inForce`, sound in itself and with a readable policy.
  public CheckedRevision acceptable(SignedRevision signed, long inForce) throws RevisionRefused {
    CheckedRevision revision = authentic(signed);
    if (Long.compareUnsigned(revision.number(), inForce) < 0) {
      throw new RevisionRefused(
          "revision: %d (expected: %d or newer)".formatted(revision.number(), inForce));
    }
    ConfigurationCheck.check(revision.configuration());
    try {
      policyCheck.check(revision.configuration().getPolicyYaml());
    } catch (RuntimeException e) {
      throw new RevisionRefused("policy_yaml: " + e.getMessage(), e);
    }
    return revision;
  }

  private static EdgeConfiguration parsed(SignedRevision signed) throws RevisionRefused {
    try {
      return EdgeConfiguration.parseFrom(signed.getConfiguration());
    } catch (InvalidProtocolBufferException e) {
      throw new RevisionRefused(
          "configuration: unreadable (expected: a serialized EdgeConfiguration)", e);
    }
  }
}
