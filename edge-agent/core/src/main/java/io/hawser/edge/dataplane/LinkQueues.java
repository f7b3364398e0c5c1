package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.edge.steer.Flow;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The queues of the links whose rate is known; on others nothing waits, and nothing is done for a
/// packet. Owned by the outbound agent.
final class LinkQueues {
  private static final int OUTER_V4 = 20 + 8;
  private static final int OUTER_V6 = 40 + 8;
  private static final long NEVER = Long.MAX_VALUE;

  private final PacketPool pool = new PacketPool();
  private final DropCounters drops;
  private final Way way;
  private @Nullable LinkQueue[] queues = new LinkQueue[0];
  private long nextTurnNs = NEVER;

  /// The way on of packets that waited.
  interface Way {
    /// The link by which packets of a flow leave by now, or [OutboundPath#NO_LINK].
    ///
    /// @param at the one that they wait for
    int link(Flow flow, int at, long nowNs);

    /// It is this packet's turn, which may not be allowed to leave any more.
    void leave(PacketPool pool, int place, long nowNs);

    /// A bonded packet, of this sequence, will not leave by the path that it was to.
    void dropped(BondFlow its, int sequence, int path);
  }

  LinkQueues(DropCounters drops, Way way) {
    this.drops = drops;
    this.way = way;
  }

  /// Sets which links have a queue.
  ///
  /// @param rates bits a second of IP packets, by link
  /// @param sorts whether what waits is to be moved to where it belongs by now; not while the
  ///   steering table is one of other numbers, as the next one sorts
  void configure(Map<Integer, Long> rates, QueueShares shares, boolean sorts, long nowNs) {
    int links = rates.keySet().stream().mapToInt(link -> link + 1).max().orElse(0);
    @Nullable LinkQueue[] next = new LinkQueue[Math.max(links, queues.length)];
    for (int link = 0; link < next.length; link++) {
      LinkQueue queue = at(link);
      long rate = rates.getOrDefault(link, 0L);
      if (queue == null && rate > 0) {
        queue = new LinkQueue(pool, this::dropped, nowNs);
      }
      if (queue != null) {
        queue.retune(rate, shares, nowNs);
      }
      next[link] = queue;
    }
    queues = next;
    if (sorts) {
      sort(nowNs);
    }
    // Without a rate all may go at once.
    onTurn(nowNs);
    removeUnused(rates, links);
  }

  private void removeUnused(Map<Integer, Long> rates, int links) {
    @Nullable LinkQueue[] used = new LinkQueue[links];
    for (int link = 0; link < links; link++) {
      used[link] = rates.getOrDefault(link, 0L) > 0 ? queues[link] : null;
    }
    queues = used;
  }

  private void dropped(int place, boolean stood) {
    drops.count(stood ? DropReason.QUEUE_STOOD : DropReason.QUEUE_FULL);
    BondFlow its = place == PacketPool.NONE ? null : pool.bonded(place);
    if (its != null) {
      way.dropped(its, pool.sequence(place), pool.path(place));
    }
  }

  /// Moves what waits to where its flows belong by now, before anything overtakes it.
  void sort(long nowNs) {
    for (int i = 0; i < queues.length; i++) {
      LinkQueue queue = queues[i];
      if (queue != null && !queue.isEmpty()) {
        int link = i;
        queue.sort(
            (flow, queueClass) -> isHere(flow, link, queueClass, nowNs),
            place -> move(place, link, nowNs));
      }
    }
  }

  /// What has no way at all stays for its turn, and is dropped or staged then.
  private boolean isHere(Flow flow, int link, QueueClass queueClass, long nowNs) {
    int now = way.link(flow, link, nowNs);
    return now == OutboundPath.NO_LINK || (now == link && flow.queue == queueClass);
  }

  private void move(int place, int from, long nowNs) {
    Flow flow = pool.flow(place);
    LinkQueue queue = at(way.link(flow, from, nowNs));
    if (queue == null || queue.pass(flow.queue, pool.length(place), nowNs)) {
      leave(place, nowNs);
    } else {
      queue.adopt(place);
      nextTurnNs = Math.min(nextTurnNs, queue.nextDeadlineNs(nowNs));
    }
  }

  private void leave(int place, long nowNs) {
    way.leave(pool, place, nowNs);
    pool.free(place);
  }

  /// The queue of the link that a path leaves by, or null where nothing waits.
  @Nullable LinkQueue of(OutboundPath path) {
    return queues.length == 0 ? null : at(path.link());
  }

  @Nullable LinkQueue at(int link) {
    return link >= 0 && link < queues.length ? queues[link] : null;
  }

  /// Keeps a packet that did not [pass][LinkQueue#pass]. Answers its place, [PacketPool#NONE] where
  /// there is no room.
  ///
  /// @param toEdge whether checksums were left to the far side
  int keep(
      LinkQueue queue, Flow flow, boolean toEdge, MemorySegment p, long at, int total, long nowNs) {
    int place = queue.add(flow, toEdge, p, at, total, nowNs);
    nextTurnNs = Math.min(nextTurnNs, queue.nextDeadlineNs(nowNs));
    return place;
  }

  /// The packet that was kept last at a place is one of a bond: it gets its sequence, and leaves by
  /// a path.
  void bond(int place, BondFlow its, OutboundPath path) {
    pool.bond(place, its, path.slot.slot(), its.takeSequence(), Bonds.creditNs(its, path));
  }

  /// A datagram leaves.
  ///
  /// @param length of the UDP payload, bytes
  void pay(int socket, InetSocketAddress to, int length, long nowNs) {
    LinkQueue queue = at(Sockets.link(socket));
    if (queue != null) {
      queue.pay(length + (to.getAddress() instanceof Inet6Address ? OUTER_V6 : OUTER_V4), nowNs);
    }
  }

  /// Sends what may be sent.
  void onTurn(long nowNs) {
    nextTurnNs = NEVER;
    for (int link = 0; link < queues.length; link++) {
      LinkQueue queue = queues[link];
      if (queue != null) {
        for (int place = queue.take(nowNs); place != PacketPool.NONE; place = queue.take(nowNs)) {
          leave(place, nowNs);
        }
        nextTurnNs = Math.min(nextTurnNs, queue.nextDeadlineNs(nowNs));
      }
    }
  }

  /// When [#onTurn] is due, or `Long.MAX_VALUE` while nothing waits.
  long nextTurnNs() {
    return nextTurnNs;
  }

  List<LinkQueueView> view() {
    List<LinkQueueView> views = new ArrayList<>();
    for (int link = 0; link < queues.length; link++) {
      LinkQueue queue = queues[link];
      if (queue != null) {
        views.add(new LinkQueueView(link, queue.bitsPerSecond(), queue.view()));
      }
    }
    return views;
  }
}
