package io.hawser.edge.agent.architecture.cli;

import io.grpc.Status;
import io.hawser.edge.crypto.PresharedKey;
import io.netty.channel.epoll.Epoll;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;

/// A command that loads what takes its time, to be caught.
final class PlantedCommand {
  @Nullable KieBase rules;

  boolean netty() {
    return Epoll.isAvailable();
  }

  Status grpc() {
    return Status.OK;
  }

  PresharedKey dataPlane() {
    return PresharedKey.NONE;
  }
}
