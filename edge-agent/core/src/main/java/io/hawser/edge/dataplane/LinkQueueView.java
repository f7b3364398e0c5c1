package io.hawser.edge.dataplane;

import io.hawser.edge.qos.QueueView;
import java.util.List;

/// The queue of one link.
///
/// @param link its number
/// @param bitsPerSecond the link's rate as configured; it is sent to a little slower
/// @param classes in the order in which they go
public record LinkQueueView(int link, long bitsPerSecond, List<QueueView> classes) {
  public LinkQueueView {
    classes = List.copyOf(classes);
  }
}
