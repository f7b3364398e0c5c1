package io.hawser.orchestrator.company;

import java.util.List;

/// One record of what changed. Commands make them, the database keeps them, [Company#with] replays
/// them.
///
/// Each carries the whole new value of its subject, so that replaying one twice changes nothing
/// more.
public sealed interface Change {
  record TopologyChanged(Topology topology) implements Change {}

  record OverlayChanged(OverlayPlan overlay) implements Change {}

  record PolicyChanged(PolicyDocument policy) implements Change {}

  record ClientsChanged(List<StockClient> clients) implements Change {
    public ClientsChanged {
      clients = List.copyOf(clients);
    }
  }

  record SiteChanged(Site site) implements Change {}

  record SiteRemoved(String name) implements Change {}

  record ClaimChanged(Claim claim) implements Change {}

  /// An unused claim that expired long ago.
  record ClaimRemoved(String id) implements Change {}

  /// Identity or state of an edge; its facts go with it unchanged.
  record EdgeChanged(Edge edge) implements Change {}

  /// Facts of an edge and nothing else; concerns only those that keep paths to it.
  record FactsChanged(String edgeId, EdgeFacts facts) implements Change {}
}
