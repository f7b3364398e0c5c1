package io.hawser.orchestrator.console;

import java.util.List;

/// What an edge's rules decided for a class of traffic towards a peer, and why.
///
/// @param mode single, balance or deny
/// @param paths that carry it; none where nothing does
/// @param reason the rule in words, with the values that it saw
public record VerdictView(
    String edge,
    String trafficClass,
    String peer,
    String mode,
    List<String> paths,
    String rule,
    String reason) {
  public VerdictView {
    paths = List.copyOf(paths);
  }
}
