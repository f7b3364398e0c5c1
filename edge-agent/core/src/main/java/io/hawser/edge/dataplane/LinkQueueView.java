package io.hawser.edge.dataplane;

import io.hawser.edge.qos.QueueView;
import io.hawser.edge.rate.RateSource;
import java.util.List;

/// The queue of one link, or of what this edge sends to a peer's link.
///
/// @param link its number, or [OutboundPath#NO_LINK]
/// @param towards the peer's link, as `branch-1/broadband`; empty for one of this edge's own
/// @param bitsPerSecond the rate that it goes by now; it is sent to a little slower
/// @param from where that comes from
/// @param configured the link's rate, of a peer's link that inwards, as configured, 0 where nobody
///   said
/// @param found the link's rate as it was found, 0 where it was not, or is not less than configured
/// @param classes in the order in which they go
public record LinkQueueView(
    int link,
    String towards,
    long bitsPerSecond,
    RateSource from,
    long configured,
    long found,
    List<QueueView> classes) {
  public LinkQueueView {
    classes = List.copyOf(classes);
  }
}
