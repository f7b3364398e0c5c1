package io.hawser.edge.steer;

import java.util.List;

/// Where an inner prefix is.
///
/// @param site the site that owns it, for grants and for people
/// @param nextHops slots of peers, in order of preference, the first that has a path wins; empty
///   for this edge's own prefixes, which the kernel delivers
public record Route(String site, List<Integer> nextHops) {
  public Route {
    nextHops = List.copyOf(nextHops);
  }
}
