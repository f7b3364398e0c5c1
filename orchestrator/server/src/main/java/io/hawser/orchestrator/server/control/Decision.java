package io.hawser.orchestrator.server.control;

import java.util.List;

/// What an edge's rules decided for one class towards one peer, and why, as the edge told it.
///
/// @param paths ids of those that carry it; none where nothing does
public record Decision(
    String trafficClass,
    String peerId,
    String mode,
    List<String> paths,
    String rule,
    String reason) {
  public Decision {
    paths = List.copyOf(paths);
  }
}
