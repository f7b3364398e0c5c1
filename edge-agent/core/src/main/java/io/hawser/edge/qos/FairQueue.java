package io.hawser.edge.qos;

import io.hawser.edge.steer.Flow;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The flows of one class, which take turns; those that are new go first (RFC 8290, section 4).
///
/// A flow has a queue of its own unless more than [#WAYS] of one hash wait at once (the
/// set-associative hash of CAKE). A queue is made when its place is first needed, and kept.
final class FairQueue {
  /// Bytes a turn: a full packet of Ethernet (RFC 8290, section 5.2.3).
  static final int QUANTUM = 1_514;

  private static final int QUEUES = 1_024;
  private static final int WAYS = 8;
  private static final int SETS = QUEUES / WAYS;

  /// 2^32 divided by the golden ratio (Knuth's multiplicative hash): its upper bits are the ones
  /// that are mixed.
  private static final int GOLDEN = 0x9E37_79B9;

  private static final int SET_SHIFT = 16;
  private static final int WAY_SHIFT = 29;

  private final PacketPool pool;
  private final QueueEvents events;
  private final @Nullable FlowQueue[] queues = new FlowQueue[QUEUES];
  private final ArrayDeque<FlowQueue> fresh = new ArrayDeque<>();
  private final ArrayDeque<FlowQueue> known = new ArrayDeque<>();
  private int packets;
  private int bytes;

  FairQueue(PacketPool pool, QueueEvents events) {
    this.pool = pool;
    this.events = events;
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

  void add(int place) {
    FlowQueue queue = queueOf(pool.flow(place));
    append(queue, place);
    if (!queue.listed) {
      queue.listed = true;
      queue.deficit = QUANTUM;
      fresh.add(queue);
    }
  }

  private void append(FlowQueue queue, int place) {
    queue.add(pool, place);
    packets++;
    bytes += pool.length(place);
  }

  private FlowQueue queueOf(Flow flow) {
    int hash = flow.symmetricHash * GOLDEN;
    int set = (hash >>> SET_SHIFT) % SETS * WAYS;
    FlowQueue free = null;
    for (int i = set; i < set + WAYS; i++) {
      FlowQueue queue = queues[i];
      if (queue == null) {
        queue = new FlowQueue();
        queues[i] = queue;
      }
      if (queue.owner == flow) {
        return queue;
      }
      if (free == null && !queue.listed) {
        free = queue;
      }
    }
    FlowQueue shared = Objects.requireNonNull(queues[set + (hash >>> WAY_SHIFT)]);
    // Some of this flow may wait there: it would overtake itself in a queue of its own.
    if (free == null || shared.isShared()) {
      return shared;
    }
    free.owner = flow;
    free.codel.begin();
    return free;
  }

  /// The packet whose turn it is, or [PacketPool#NONE] where none waits.
  ///
  /// @param targetNs how long a packet may wait for good
  int take(long targetNs, long nowNs) {
    while (true) {
      boolean isFresh = !fresh.isEmpty();
      FlowQueue queue = isFresh ? fresh.peek() : known.peek();
      if (queue == null) {
        return PacketPool.NONE;
      }
      if (queue.deficit <= 0) {
        queue.deficit += QUANTUM;
        (isFresh ? fresh : known).remove();
        known.add(queue);
        continue;
      }
      int place = poll(queue, targetNs, nowNs);
      if (place != PacketPool.NONE) {
        queue.deficit -= pool.length(place);
        return place;
      }
      (isFresh ? fresh : known).remove();
      // A new flow that is empty takes a turn among the known ones first, or it would be new again
      // with its next packet and never wait (RFC 8290, section 4.2).
      if (isFresh && !known.isEmpty()) {
        known.add(queue);
      } else {
        // Its owner stays until another needs the place: CoDel goes on where it stopped.
        queue.listed = false;
      }
    }
  }

  /// CoDel leaves the last packet alone, so that a queue that is not empty has one to give.
  private int poll(FlowQueue queue, long targetNs, long nowNs) {
    while (!queue.isEmpty()) {
      int place = remove(queue);
      boolean little = queue.bytes() <= QUANTUM;
      long stoodNs = pool.stoodNs(place, nowNs);
      if (!queue.codel.drops(stoodNs, targetNs, little, nowNs) || events.marks(place)) {
        return place;
      }
      events.drop(place, QueueEvents.Cause.STOOD);
    }
    return PacketPool.NONE;
  }

  private int remove(FlowQueue queue) {
    int place = queue.poll(pool);
    packets--;
    bytes -= pool.length(place);
    return place;
  }

  /// The queue that most bytes wait in, if it is more than `most`.
  @Nullable FlowQueue longest(int most) {
    FlowQueue longest = null;
    int bytesOfLongest = most;
    for (FlowQueue queue : queues) {
      if (queue != null && queue.bytes() > bytesOfLongest) {
        longest = queue;
        bytesOfLongest = queue.bytes();
      }
    }
    return longest;
  }

  /// Drops half of what waits in a queue of this class, at most `most` packets (RFC 8290, section
  /// 4.1).
  void shorten(FlowQueue queue, int most) {
    int half = Math.max(1, Math.min(most, queue.packets() / 2));
    for (int n = 0; n < half; n++) {
      events.drop(remove(queue), QueueEvents.Cause.FULL);
    }
  }

  /// Takes out what does not stay, the oldest of each flow first.
  ///
  /// @param moved takes over the place; must not add to this queue
  void sort(IntPredicate stays, IntConsumer moved) {
    for (FlowQueue queue : queues) {
      if (queue != null) {
        sort(queue, stays, moved);
      }
    }
  }

  private void sort(FlowQueue queue, IntPredicate stays, IntConsumer moved) {
    for (int n = queue.packets(); n > 0; n--) {
      int place = remove(queue);
      if (stays.test(place)) {
        append(queue, place);
      } else {
        moved.accept(place);
      }
    }
  }
}
