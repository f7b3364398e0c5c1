package io.hawser.orchestrator.console;

import org.jspecify.annotations.Nullable;

/// Leave for one box to enrol; its secret is not kept.
///
/// @param approved let in without a person looking
/// @param edge name of the edge that used it, null: unused
public record ClaimView(
    String id,
    @Nullable String site,
    @Nullable String name,
    boolean approved,
    String createdBy,
    long createdEpochMs,
    long expiresEpochMs,
    @Nullable String edge) {}
