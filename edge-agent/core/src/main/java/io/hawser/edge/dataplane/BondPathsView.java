package io.hawser.edge.dataplane;

import java.util.List;

/// The bond of one class to one peer: its sending side.
///
/// @param peer its name
/// @param trafficClass its name
/// @param paths those that share the best place for the class, in or out, by id
public record BondPathsView(String peer, String trafficClass, List<BondPathView> paths) {
  public BondPathsView {
    paths = List.copyOf(paths);
  }
}
