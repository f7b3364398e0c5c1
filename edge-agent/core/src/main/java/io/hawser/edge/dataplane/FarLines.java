package io.hawser.edge.dataplane;

import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.policy.QueueShares;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The lines of peers whose rate inwards is configured: this edge sends them no more than that, so
/// that what a hub has for a branch waits at the hub, by class and flow, and not in the provider's
/// queue before the branch. Owned by the outbound agent.
///
/// ```
///   packet ─▶ the peer's line: FarLine ─▶ this edge's link: LinkQueue ─▶ seal, emit
/// ```
final class FarLines {
  private final PacketPool pool;
  private final LinkQueue.Dropped dropped;
  private final Map<String, FarLine> lines = new TreeMap<>();
  private List<FarLine> all = List.of();
  private @Nullable FarLine[] ofPath = new FarLine[0];

  FarLines(PacketPool pool, LinkQueue.Dropped dropped) {
    this.pool = pool;
    this.dropped = dropped;
  }

  /// Sets which paths lead to such a line. What waits for one whose rate is not known any more may
  /// go at once; then [#removeUnused].
  ///
  /// @param rates by the path's slot
  void configure(Map<Integer, FarRate> rates, QueueShares shares, long nowNs) {
    lines.values().forEach(line -> line.retune(0, shares, nowNs));
    int paths = rates.keySet().stream().mapToInt(path -> path + 1).max().orElse(0);
    ofPath = new FarLine[paths];
    rates.forEach(
        (path, rate) -> {
          FarLine line =
              lines.computeIfAbsent(rate.line(), name -> new FarLine(name, pool, dropped));
          line.retune(rate.bitsPerSecond(), shares, nowNs);
          ofPath[path] = line;
        });
    all = List.copyOf(lines.values());
  }

  void removeUnused() {
    lines.values().removeIf(line -> line.bitsPerSecond() == 0);
    all = List.copyOf(lines.values());
  }

  /// The line that a path leads to, or null where nothing waits for it.
  @Nullable FarLine of(int path) {
    return path >= 0 && path < ofPath.length ? ofPath[path] : null;
  }

  /// In a defined order; to some of them nothing was sent yet.
  List<FarLine> all() {
    return all;
  }
}
