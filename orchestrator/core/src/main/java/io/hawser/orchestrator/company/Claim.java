package io.hawser.orchestrator.company;

import org.jspecify.annotations.Nullable;

/// Leave for one box to enrol, once. Only the hash of its secret is kept.
///
/// @param secretHash hexadecimal SHA-256 of the 16-byte secret
/// @param site where the box will stand, null: the person who approves it says
/// @param edgeName null: the site's name
/// @param approved whether the box is let in without a person looking
/// @param edgeId the box that used it, null: unused
public record Claim(
    String id,
    String secretHash,
    @Nullable String site,
    @Nullable String edgeName,
    boolean approved,
    String createdBy,
    long createdEpochMs,
    long expiresEpochMs,
    @Nullable String edgeId) {
  public Claim usedBy(String newEdgeId) {
    return new Claim(
        id,
        secretHash,
        site,
        edgeName,
        approved,
        createdBy,
        createdEpochMs,
        expiresEpochMs,
        newEdgeId);
  }
}
