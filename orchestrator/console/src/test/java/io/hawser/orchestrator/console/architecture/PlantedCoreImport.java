package io.hawser.orchestrator.console.architecture;

import io.hawser.orchestrator.company.planted.CoreThing;

/// Uses something of the core, to be caught.
record PlantedCoreImport(CoreThing thing) {}
