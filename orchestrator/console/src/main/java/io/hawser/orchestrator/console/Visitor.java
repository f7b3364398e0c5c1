package io.hawser.orchestrator.console;

/// Who looks at a page, and what the page may offer.
///
/// @param roleKey message key of the role's name
/// @param mayOperate approve edges, make claims
/// @param mayAdminister change company and policy
public record Visitor(String name, String roleKey, boolean mayOperate, boolean mayAdminister) {}
