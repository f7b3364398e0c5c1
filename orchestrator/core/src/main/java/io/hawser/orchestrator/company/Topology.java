package io.hawser.orchestrator.company;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// Which edges keep paths to which.
///
/// @param hubs sites in order of preference. In a hub-and-spoke they are required; in a full mesh
///   they carry traffic of pairs that have no path of their own.
public record Topology(Kind kind, List<String> hubs) {
  /// The shape.
  public enum Kind {
    FULL_MESH,
    HUB_AND_SPOKE;

    /// As it is written in a document.
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final Topology MESH = new Topology(Kind.FULL_MESH, List.of());

  public Topology {
    hubs = List.copyOf(hubs);
    if (kind == Kind.HUB_AND_SPOKE && hubs.isEmpty()) {
      throw RefusedException.invalid(
          "topology.hubs: none (expected: at least one site for hub-and-spoke)");
    }
    if (new HashSet<>(hubs).size() != hubs.size()) {
      throw RefusedException.invalid("topology.hubs: " + hubs + " (expected: each site once)");
    }
  }

  public boolean isHub(String site) {
    return hubs.contains(site);
  }

  /// Whether edges of these two sites keep paths to each other.
  public boolean connects(String one, String other) {
    return switch (kind) {
      case FULL_MESH -> !one.equals(other);
      case HUB_AND_SPOKE -> !one.equals(other) && (isHub(one) || isHub(other));
    };
  }
}
