package io.hawser.orchestrator.console.architecture;

import io.hawser.orchestrator.server.planted.ServerThing;

/// Uses something of the server, to be caught.
record PlantedServerImport(ServerThing thing) {}
