package io.hawser.orchestrator.console;

import java.util.Comparator;
import java.util.List;

/// All paths from one site to another: a cell of the matrix.
public record PairView(String site, String peerSite, List<PathView> paths) {
  public PairView {
    paths = List.copyOf(paths);
  }

  static PairView of(NetworkView network, String site, String peerSite) {
    return new PairView(site, peerSite, network.pathsBetween(site, peerSite));
  }

  public int usable() {
    return (int) paths.stream().filter(path -> path.stateOut().carries()).count();
  }

  /// State of the best path.
  public PathState best() {
    return paths.stream()
        .map(PathView::stateOut)
        .min(Comparator.naturalOrder())
        .orElse(PathState.UNKNOWN);
  }

  /// State of the worst path.
  public PathState worst() {
    return paths.stream()
        .map(PathView::stateOut)
        .max(Comparator.naturalOrder())
        .orElse(PathState.UNKNOWN);
  }

  /// Least round-trip time of the paths that carry, -1: none measured.
  public long rttUs() {
    return paths.stream()
        .filter(path -> path.stateOut().carries() && path.rttUs() >= 0)
        .mapToLong(PathView::rttUs)
        .min()
        .orElse(-1);
  }

  /// Highest loss of the paths that carry, -1: none measured.
  public long lossPpm() {
    return paths.stream()
        .filter(path -> path.stateOut().carries())
        .mapToLong(PathView::lossOutPpm)
        .max()
        .orElse(-1);
  }
}
