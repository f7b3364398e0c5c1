package io.hawser.orchestrator.server.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Streams that were opened and have said nothing yet: a few an edge, which may try several links
/// at once. Thread-safe.
final class SilentStreams {
  static final int AN_EDGE = 4;

  private final Map<String, List<EdgeStream>> byEdge = new HashMap<>();

  /// Returns the oldest where it has to make room.
  synchronized @Nullable EdgeStream add(String edgeId, EdgeStream stream) {
    List<EdgeStream> streams = byEdge.computeIfAbsent(edgeId, _ -> new ArrayList<>());
    streams.add(stream);
    return streams.size() > AN_EDGE ? streams.removeFirst() : null;
  }

  synchronized void remove(String edgeId, EdgeStream stream) {
    List<EdgeStream> streams = byEdge.get(edgeId);
    if (streams != null && streams.remove(stream) && streams.isEmpty()) {
      byEdge.remove(edgeId);
    }
  }

  synchronized List<EdgeStream> of(String edgeId) {
    return List.copyOf(byEdge.getOrDefault(edgeId, List.of()));
  }

  /// Edges that have one.
  synchronized Set<String> ids() {
    return new TreeSet<>(byEdge.keySet());
  }

  synchronized int count() {
    return byEdge.values().stream().mapToInt(List::size).sum();
  }
}
