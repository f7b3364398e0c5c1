package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.QueueView;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.dataplane.LinkQueueView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words the links' queues for people.
final class QueueViews {
  private QueueViews() {}

  /// What the links are called, by their number.
  static Map<Integer, String> names(@Nullable EdgePlan plan) {
    Map<Integer, String> names = new HashMap<>();
    if (plan != null) {
      plan.links().forEach(link -> names.put(link.slot(), link.name()));
    }
    return names;
  }

  /// What people call it: `broadband`, or of what goes to a peer's link `>branch-1/broadband`. Null
  /// for one of this edge that came or went meanwhile.
  static @Nullable String name(LinkQueueView link, Map<Integer, String> names) {
    return link.towards().isEmpty() ? names.get(link.link()) : ">" + link.towards();
  }

  /// @param names of the links by their number
  static List<QueueView> of(List<LinkQueueView> links, Map<Integer, String> names) {
    List<QueueView> views = new ArrayList<>();
    for (LinkQueueView link : links) {
      String name = name(link, names);
      for (io.hawser.edge.qos.QueueView queue : link.classes()) {
        views.add(
            new QueueView(
                name == null ? Integer.toString(link.link()) : name,
                link.bitsPerSecond(),
                link.from().word(),
                link.configured(),
                link.found(),
                queue.queue().word(),
                queue.share().weight(),
                queue.share().guaranteePercent(),
                queue.share().ceilingPercent(),
                queue.sent(),
                queue.sentBytes(),
                queue.waiting(),
                queue.waitingBytes(),
                queue.stood(),
                queue.full(),
                queue.marked(),
                queue.waitedMedianUs(),
                queue.waitedP99Us()));
      }
    }
    return views;
  }
}
