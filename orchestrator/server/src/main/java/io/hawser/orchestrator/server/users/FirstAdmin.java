package io.hawser.orchestrator.server.users;

import io.hawser.orchestrator.server.FirstStart;
import io.hawser.orchestrator.server.OrchestratorServices;
import java.util.Optional;

/// Makes the first administrator of an orchestrator that has no user yet.
public final class FirstAdmin implements FirstStart {
  private final OrchestratorServices services;

  public FirstAdmin(OrchestratorServices services) {
    this.services = services;
  }

  @Override
  public Optional<String> oneTimePassword() {
    Sessions sessions = new Sessions(services.database(), services.random());
    return new UserAccounts(services.database(), sessions, services.random())
        .createFirst(services.clock().millis());
  }
}
