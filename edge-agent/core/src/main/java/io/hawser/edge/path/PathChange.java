package io.hawser.edge.path;

/// One change of state with its cause, as an operator reads it.
///
/// @param value what was measured, in the unit of `cause`
/// @param limit what it was held against, in the same unit
/// @param text the cause in words, with values and units
public record PathChange(
    long atNs,
    PathLabel path,
    Direction direction,
    PathState from,
    PathState to,
    PathCause cause,
    long value,
    long limit,
    String text) {}
