package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.ClassQueue;
import io.hawser.orchestrator.api.LinkQueue;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.company.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The newest of the queues of every edge, in memory. Not thread-safe; bounded.
final class QueueBook {
  /// Of one edge, as in its facts.
  private static final int MAX_LINKS = 64;

  /// Of one link; there are five.
  private static final int MAX_QUEUES = 16;

  private static final long UNKNOWN = -1;
  private static final double BITS_BY_MS = 8 * 1_000;

  private final Map<String, List<QueueReading>> edges = new HashMap<>();

  /// Takes a complete report: queues that it does not name are gone.
  void take(String edgeId, Measurements report) {
    List<QueueReading> before = of(edgeId);
    List<QueueReading> now = new ArrayList<>();
    for (LinkQueue link : report.getQueuesList().stream().limit(MAX_LINKS).toList()) {
      for (ClassQueue queue : link.getClassesList().stream().limit(MAX_QUEUES).toList()) {
        now.add(reading(link, queue, before, report.getEpochMs()));
      }
    }
    edges.put(edgeId, List.copyOf(now));
  }

  private static QueueReading reading(
      LinkQueue link, ClassQueue queue, List<QueueReading> before, long epochMs) {
    String linkName = Names.printable(link.getLink());
    String name = Names.printable(queue.getQueue());
    return new QueueReading(
        linkName,
        link.getRateBps(),
        Names.printable(link.getRateFrom()),
        link.getConfiguredBps(),
        link.getFoundBps(),
        name,
        queue.getWeight(),
        queue.getGuaranteePercent(),
        queue.getCeilingPercent(),
        queue.getSentPackets(),
        queue.getSentBytes(),
        before.stream()
            .filter(last -> last.link().equals(linkName) && last.queue().equals(name))
            .mapToLong(last -> sentBps(last, queue.getSentBytes(), epochMs))
            .findFirst()
            .orElse(UNKNOWN),
        queue.getWaitingPackets(),
        queue.getWaitingBytes(),
        queue.getStood(),
        queue.getFull(),
        queue.getMarked(),
        queue.getDelayP50Us(),
        queue.getDelayP99Us(),
        epochMs);
  }

  /// An edge that began to count anew, or whose clock was set back, does not tell.
  private static long sentBps(QueueReading last, long sentBytes, long epochMs) {
    long bytes = sentBytes - last.sentBytes();
    long ms = epochMs - last.epochMs();
    return bytes < 0 || ms <= 0 ? UNKNOWN : Math.round(bytes * BITS_BY_MS / ms);
  }

  /// As the edge told them: by link, then in the order in which they go.
  List<QueueReading> of(String edgeId) {
    return edges.getOrDefault(edgeId, List.of());
  }

  void forget(String edgeId) {
    edges.remove(edgeId);
  }
}
