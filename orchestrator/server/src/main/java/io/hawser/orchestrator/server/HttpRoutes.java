package io.hawser.orchestrator.server;

import com.linecorp.armeria.server.ServerBuilder;

/// A part of the orchestrator that answers on its port.
public interface HttpRoutes {
  void addTo(ServerBuilder server);
}
