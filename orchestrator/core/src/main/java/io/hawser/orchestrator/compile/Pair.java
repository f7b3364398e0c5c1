package io.hawser.orchestrator.compile;

import io.hawser.orchestrator.company.ReportedLink;
import io.hawser.orchestrator.company.WanLink;
import java.util.Comparator;

/// Two links that can make a path, seen from one of their edges.
record Pair(End mine, End theirs) {
  /// A link with what its box said of it.
  record End(WanLink link, ReportedLink fact) {}

  /// Best first, in the same order from both sides: what costs nothing, then what is no backup,
  /// then by name.
  static Comparator<Pair> bestFirst(boolean mineIsFirst) {
    return Comparator.comparingInt(Pair::metered)
        .thenComparingInt(Pair::backup)
        .thenComparing((Pair pair) -> (mineIsFirst ? pair.mine : pair.theirs).link.name())
        .thenComparing((Pair pair) -> (mineIsFirst ? pair.theirs : pair.mine).link.name());
  }

  private int metered() {
    return (mine.link.metered() ? 1 : 0) + (theirs.link.metered() ? 1 : 0);
  }

  private int backup() {
    return (mine.link.backup() ? 1 : 0) + (theirs.link.backup() ? 1 : 0);
  }
}
