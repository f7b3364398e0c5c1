package io.hawser.edge.control;

import io.hawser.edge.dataplane.FarRate;
import io.hawser.edge.path.PathLabel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What peers' links take inwards, as a plan says, by the path that leads there.
final class FarRates {
  private FarRates() {}

  /// @param paths null where a slot is free
  static Map<Integer, FarRate> of(EdgePlan plan, List<@Nullable ControlPath> paths) {
    Map<String, Long> lines = new HashMap<>();
    for (EdgePlan.PeerPlan peer : plan.peers()) {
      peer.links().forEach(link -> lines.put(line(peer.name(), link.name()), link.downBps()));
    }
    Map<Integer, FarRate> rates = new HashMap<>();
    for (ControlPath path : paths) {
      PathLabel label = path == null ? null : path.label;
      if (path != null && label != null) {
        String line = line(label.peer(), label.peerLink());
        long bitsPerSecond = lines.getOrDefault(line, 0L);
        if (bitsPerSecond > 0) {
          rates.put(path.slot.slot(), new FarRate(line, bitsPerSecond));
        }
      }
    }
    return rates;
  }

  private static String line(String peer, String link) {
    return peer + "/" + link;
  }
}
