package io.hawser.orchestrator.server.users;

/// A person with a password.
///
/// @param mustChange whether the password is a one-time one
public record User(String name, Role role, boolean mustChange, long createdEpochMs) {}
