package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.server.ServerBuilder;
import io.hawser.orchestrator.server.HttpRoutes;
import io.hawser.orchestrator.server.OrchestratorServices;
import io.hawser.orchestrator.server.users.ApiTokens;
import io.hawser.orchestrator.server.users.Sessions;
import io.hawser.orchestrator.server.users.UserAccounts;

/// REST API and console of a running orchestrator.
public final class WebRoutes implements HttpRoutes, AutoCloseable {
  private final WebSite site;

  public WebRoutes(OrchestratorServices services) {
    Sessions sessions = new Sessions(services.database(), services.random());
    site =
        new WebSite(
            new WebSite.Foundation(
                new LiveNetwork(services),
                new UserAccounts(services.database(), sessions, services.random()),
                sessions,
                new ApiTokens(services.database(), services.random()),
                services.localToken()::matches,
                services.publicUri(),
                services.clock(),
                CommonPools.blockingTaskExecutor()));
  }

  @Override
  public void addTo(ServerBuilder server) {
    site.addTo(server);
  }

  @Override
  public void close() {
    site.close();
  }
}
