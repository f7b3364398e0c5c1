package io.hawser.orchestrator.console.architecture;

import tools.jackson.planted.JsonThing;

/// Uses something of a JSON library, to be caught.
record PlantedJsonImport(JsonThing thing) {}
