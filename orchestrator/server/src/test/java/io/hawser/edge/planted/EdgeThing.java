package io.hawser.edge.planted;

/// Lies where the edge's modules do, for a planted violation.
public record EdgeThing() {}
