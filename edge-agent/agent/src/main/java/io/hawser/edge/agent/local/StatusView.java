package io.hawser.edge.agent.local;

import java.util.List;

/// This edge, its standing with the orchestrator, and a line for each peer.
public record StatusView(
    SelfView self, EnrolmentView enrolment, ControlView control, List<PeerView> peers) {
  public StatusView {
    peers = List.copyOf(peers);
  }
}
