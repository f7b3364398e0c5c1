package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.QueueView;
import io.hawser.edge.dataplane.LinkQueueView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Words the links' queues for people.
final class QueueViews {
  private QueueViews() {}

  /// @param names of the links by their number
  static List<QueueView> of(List<LinkQueueView> links, Map<Integer, String> names) {
    List<QueueView> views = new ArrayList<>();
    for (LinkQueueView link : links) {
      for (io.hawser.edge.qos.QueueView queue : link.classes()) {
        views.add(
            new QueueView(
                names.getOrDefault(link.link(), Integer.toString(link.link())),
                link.bitsPerSecond(),
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
