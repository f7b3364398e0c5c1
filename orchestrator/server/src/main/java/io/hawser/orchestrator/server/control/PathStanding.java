package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.PathMeasurement;

/// The newest that an edge said of one path.
///
/// @param reading the part of it that is kept for an hour
/// @param told all of it, numbers as they came
public record PathStanding(PathReading reading, PathMeasurement told) {}
