package io.hawser.orchestrator.server.users;

/// A person who signed in.
///
/// @param tokenHash names the session; its token is known to the browser alone
/// @param csrf what a form of this session must bring along
public record Session(String tokenHash, String csrf, User user) {}
