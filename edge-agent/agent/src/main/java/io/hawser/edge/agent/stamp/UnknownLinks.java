package io.hawser.edge.agent.stamp;

import java.util.List;
import java.util.Set;

/// Names in `stamp-links` that no link of the edge has: told once for each set of links, which is
/// as often as a revision changes them. An edge without a revision has no links, and nothing is
/// missing yet.
final class UnknownLinks {
  private final List<String> named;
  private Set<String> links = Set.of();

  /// @param named in `stamp-links`
  UnknownLinks(List<String> named) {
    this.named = List.copyOf(named);
  }

  /// Names to complain of now.
  List<String> toTell(Set<String> present) {
    if (present.equals(links)) {
      return List.of();
    }
    links = Set.copyOf(present);
    return named.stream().filter(name -> !links.contains(name)).toList();
  }
}
