package io.hawser.lab.topology;

import java.util.List;

/// A host that stands in a transport network itself, such as the orchestrator.
public record Server(String name, List<WanLink> links) {
  public Server {
    links = List.copyOf(links);
  }
}
