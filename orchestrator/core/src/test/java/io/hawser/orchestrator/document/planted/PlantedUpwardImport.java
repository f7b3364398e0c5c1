package io.hawser.orchestrator.document.planted;

import io.hawser.orchestrator.command.Command;

/// Uses a package above its own, to be caught.
record PlantedUpwardImport(Command command) {}
