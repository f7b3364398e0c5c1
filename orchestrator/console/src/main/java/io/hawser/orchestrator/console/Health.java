package io.hawser.orchestrator.console;

import java.util.Locale;

/// The network in one line.
///
/// @param pathsUp directions of paths that are up and well
public record Health(
    Verdict verdict,
    int sites,
    int edges,
    int attached,
    int pending,
    int paths,
    int pathsUp,
    int pathsImpaired,
    int pathsDown) {
  /// What a person should make of it.
  public enum Verdict {
    /// Nothing is configured or enrolled yet.
    EMPTY,
    GOOD,
    /// Something is impaired, and every pair that has paths still has a way.
    IMPAIRED,
    /// Some pair has no path left, or an edge is away.
    BROKEN;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Health of(NetworkView network) {
    int attached = (int) network.members().stream().filter(EdgeView::attached).count();
    int up = count(network, PathState.UP) + count(network, PathState.PROBATION);
    int impaired = count(network, PathState.SUSPECT) + count(network, PathState.DEGRADED);
    int down = network.paths().size() - up - impaired;
    return new Health(
        verdict(network, attached, up),
        network.sites().size(),
        network.members().size(),
        attached,
        network.pending().size(),
        network.paths().size(),
        up,
        impaired,
        down);
  }

  private static Verdict verdict(NetworkView network, int attached, int up) {
    if (network.members().isEmpty()) {
      return Verdict.EMPTY;
    }
    if (attached < network.members().size() || anyPairIsCut(network)) {
      return Verdict.BROKEN;
    }
    return up == network.paths().size() ? Verdict.GOOD : Verdict.IMPAIRED;
  }

  private static boolean anyPairIsCut(NetworkView network) {
    return network.paths().stream()
        .anyMatch(
            path ->
                network.pathsBetween(path.site(), path.peerSite()).stream()
                    .noneMatch(one -> one.stateOut().carries()));
  }

  private static int count(NetworkView network, PathState state) {
    return (int) network.paths().stream().filter(path -> path.stateOut() == state).count();
  }
}
