package io.hawser.orchestrator.server.control;

/// A change that an edge told of: a path's state, a class that moved, a link that came or went.
///
/// @param rule of the policy engine, for moves
public record NetworkEvent(
    long epochMs,
    String edgeId,
    String kind,
    String subject,
    String from,
    String to,
    String cause,
    String rule) {}
