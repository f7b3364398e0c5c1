package io.hawser.edge.agent.architecture;

import io.hawser.orchestrator.command.PlantedDecision;

/// Knows more of the orchestrator than its API, to be caught.
final class PlantedOrchestratorUser {
  PlantedDecision decision() {
    return new PlantedDecision();
  }
}
