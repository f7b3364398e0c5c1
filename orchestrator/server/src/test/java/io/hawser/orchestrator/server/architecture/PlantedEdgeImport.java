package io.hawser.orchestrator.server.architecture;

import io.hawser.edge.planted.EdgeThing;

/// Uses something of the edge, to be caught.
record PlantedEdgeImport(EdgeThing thing) {}
