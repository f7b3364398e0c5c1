package io.hawser.orchestrator.server.users;

/// Leave for a program to call the API.
public record ApiToken(String id, String name, Role role, String createdBy, long createdEpochMs) {}
