package io.hawser.edge.qos;

import io.hawser.edge.steer.Flow;
import org.jspecify.annotations.Nullable;

/// What waits of one flow, the oldest first.
final class FlowQueue {
  final CoDel codel = new CoDel();

  /// Changes only while nothing waits.
  @Nullable Flow owner;

  /// Bytes that it may still send in its turn.
  int deficit;

  /// Whether it is in the list of those that take turns.
  boolean listed;

  private int first = PacketPool.NONE;
  private int last = PacketPool.NONE;
  private int packets;
  private int bytes;
  private int strangers;

  void add(PacketPool pool, int place) {
    if (first == PacketPool.NONE) {
      first = place;
    } else {
      pool.follow(last, place);
    }
    last = place;
    packets++;
    bytes += pool.length(place);
    strangers += pool.flow(place) == owner ? 0 : 1;
  }

  /// Takes out the oldest; there must be one.
  int poll(PacketPool pool) {
    int place = first;
    first = pool.next(place);
    pool.follow(place, PacketPool.NONE);
    packets--;
    bytes -= pool.length(place);
    strangers -= pool.flow(place) == owner ? 0 : 1;
    if (packets == 0) {
      codel.onEmpty();
    }
    return place;
  }

  boolean isEmpty() {
    return packets == 0;
  }

  int packets() {
    return packets;
  }

  int bytes() {
    return bytes;
  }

  /// Whether packets of other flows than the owner wait here.
  boolean isShared() {
    return strangers > 0;
  }
}
