package io.hawser.orchestrator.console;

/// Something that changed, and why.
///
/// @param edge name of the edge that saw it
/// @param kind `path-state`, `move`, `link`
/// @param rule of the policy engine, empty where no rule was asked
public record EventView(
    long epochMs,
    String edge,
    String kind,
    String subject,
    String from,
    String to,
    String cause,
    String rule) {}
