package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.edge.qos.QueueView;
import io.hawser.edge.rate.LinkLoad;
import io.hawser.edge.rate.RateSource;
import io.hawser.edge.steer.Flow;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The queues of the links whose rate is known, because it is configured or was found; on others
/// nothing waits. Before them stand those of peers' lines ([FarLines]). Owned by the outbound
/// agent.
final class LinkQueues {
  private static final int OUTER_V4 = 20 + 8;
  private static final int OUTER_V6 = 40 + 8;
  private static final long NEVER = Long.MAX_VALUE;

  /// Stands for the place of a packet that need not wait.
  static final int PASSES = -2;

  private final PacketPool pool = new PacketPool();
  private final DropCounters drops;
  private final Way way;
  private final FarLines far;
  private @Nullable LinkQueue[] queues = new LinkQueue[0];
  private Map<Integer, Long> configured = Map.of();
  private final Map<Integer, Found> found = new HashMap<>();
  private QueueShares shares = QueueShares.STANDARD;
  private long nextTurnNs = NEVER;

  /// What was sent, by link.
  private long[] bytes = new long[0];

  private long[] reportedBytes = new long[0];
  private long[] toldBytes = new long[0];

  /// A link that is slower than configured.
  ///
  /// @param bitsPerSecond what it is shaped to
  /// @param rate what it carries
  private record Found(long bitsPerSecond, long rate) {
    static final Found NOTHING = new Found(0, 0);
  }

  /// The way on of packets that waited.
  interface Way {
    /// The path by which a packet that waits leaves by now, [Flow#NO_PATH] where none is left.
    ///
    /// @param preferred the one that it was to leave by; of bonded flows, which have several
    int path(Flow flow, int preferred, long nowNs);

    /// The link that a flow's path leaves by, or [OutboundPath#NO_LINK].
    int link(Flow flow, int path);

    /// It is this packet's turn, which may not be allowed to leave any more.
    void leave(PacketPool pool, int place, long nowNs);

    /// A bonded packet, of this sequence, will not leave by the path that it was to.
    void dropped(BondFlow its, int sequence, int path);
  }

  LinkQueues(DropCounters drops, Way way) {
    this.drops = drops;
    this.way = way;
    this.far = new FarLines(pool, this::dropped);
  }

  /// Sets which links have a queue.
  ///
  /// @param rates bits a second of IP packets, by link, of those whose rate is configured
  /// @param sorts whether what waits is to be moved to where it belongs by now; not while the
  ///   steering table is one of other numbers, as the next one sorts
  /// @param farRates of peers' lines, by path
  void configure(
      Map<Integer, Long> rates,
      Map<Integer, FarRate> farRates,
      QueueShares shares,
      boolean sorts,
      long nowNs) {
    this.configured = rates;
    this.shares = shares;
    far.configure(farRates, shares, nowNs);
    int links = retune(nowNs);
    if (sorts) {
      sort(nowNs);
    }
    settle(links, nowNs);
  }

  /// A link was found to be slower than configured, or (`bitsPerSecond` 0) no longer.
  void onFound(int link, long bitsPerSecond, long rate, long nowNs) {
    if (bitsPerSecond == 0) {
      found.remove(link);
    } else {
      found.put(link, new Found(bitsPerSecond, rate));
    }
    settle(retune(nowNs), nowNs);
  }

  /// Answers how many links there are.
  private int retune(long nowNs) {
    int links =
        Stream.concat(configured.keySet().stream(), found.keySet().stream())
            .mapToInt(link -> link + 1)
            .max()
            .orElse(0);
    @Nullable LinkQueue[] next = new LinkQueue[Math.max(links, queues.length)];
    for (int link = 0; link < next.length; link++) {
      LinkQueue queue = at(link);
      long rate = rate(link);
      if (queue == null && rate > 0) {
        queue = new LinkQueue(pool, this::dropped, nowNs);
      }
      if (queue != null) {
        queue.retune(rate, shares, nowNs);
      }
      next[link] = queue;
    }
    queues = next;
    return links;
  }

  private void settle(int links, long nowNs) {
    // Without a rate all may go at once.
    onTurn(nowNs);
    removeUnused(links);
    far.removeUnused();
  }

  /// What a link is shaped to, 0 where nothing waits.
  private long rate(int link) {
    long told = configured.getOrDefault(link, 0L);
    long shaped = found.getOrDefault(link, Found.NOTHING).bitsPerSecond;
    return told == 0 || shaped == 0 ? Math.max(told, shaped) : Math.min(told, shaped);
  }

  private void removeUnused(int links) {
    @Nullable LinkQueue[] used = new LinkQueue[links];
    for (int link = 0; link < links; link++) {
      used[link] = rate(link) > 0 ? queues[link] : null;
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
            (place, queueClass) -> isHere(place, link, queueClass, nowNs),
            place -> move(place, nowNs));
      }
    }
    // Later: what waits for links is older.
    for (FarLine line : far.all()) {
      LinkQueue queue = line.queue();
      if (queue != null && !queue.isEmpty()) {
        queue.sort(
            (place, queueClass) -> isBefore(place, line, queueClass, nowNs),
            place -> move(place, nowNs));
      }
    }
  }

  private boolean isBefore(int place, FarLine line, QueueClass queueClass, long nowNs) {
    Flow flow = pool.flow(place);
    int path = path(place, nowNs);
    return way.link(flow, path) == OutboundPath.NO_LINK
        || (far.of(path) == line && flow.queue == queueClass);
  }

  /// What has no way at all stays for its turn, and is dropped or staged then.
  private boolean isHere(int place, int link, QueueClass queueClass, long nowNs) {
    Flow flow = pool.flow(place);
    int now = way.link(flow, path(place, nowNs));
    return now == OutboundPath.NO_LINK || (now == link && flow.queue == queueClass);
  }

  /// The path by which a packet that waits leaves by now.
  private int path(int place, long nowNs) {
    int preferred = pool.bonded(place) == null ? Flow.NO_PATH : pool.path(place);
    return way.path(pool.flow(place), preferred, nowNs);
  }

  private void move(int place, long nowNs) {
    Flow flow = pool.flow(place);
    int path = path(place, nowNs);
    LinkQueue queue = at(way.link(flow, path));
    if (path != Flow.NO_PATH && pool.bonded(place) != null) {
      pool.reroute(place, path);
    }
    FarLine line = far.of(path);
    if (line != null && !line.pass(flow.queue, pool.length(place), nowNs)) {
      adopt(line.queue(nowNs), place, nowNs);
    } else {
      goOn(queue, place, nowNs);
    }
  }

  private void goOn(@Nullable LinkQueue queue, int place, long nowNs) {
    if (queue == null || queue.pass(pool.flow(place).queue, pool.length(place), nowNs)) {
      leave(place, nowNs);
    } else {
      adopt(queue, place, nowNs);
    }
  }

  private void adopt(LinkQueue queue, int place, long nowNs) {
    queue.adopt(place);
    nextTurnNs = Math.min(nextTurnNs, queue.nextDeadlineNs(nowNs));
  }

  private void leave(int place, long nowNs) {
    way.leave(pool, place, nowNs);
    pool.free(place);
  }

  /// The queue of the link that a path leaves by, or null where nothing waits.
  @Nullable LinkQueue of(OutboundPath path) {
    return queues.length == 0 ? null : at(path.link());
  }

  /// The line that a path leads to, or null where nothing waits for it.
  @Nullable FarLine lineOf(int path) {
    return far.of(path);
  }

  /// Takes a packet for a path: answers [#PASSES] where it may leave at once; else the place where
  /// it is kept, or [PacketPool#NONE] where there is no room for it.
  ///
  /// @param line that its path leads to, null where nothing waits for it
  /// @param link the queue of the link that it leaves by, likewise
  /// @param toEdge whether checksums were left to the far side
  int take(
      @Nullable FarLine line,
      @Nullable LinkQueue link,
      Flow flow,
      boolean toEdge,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    LinkQueue full = null;
    if (line != null && !line.pass(flow.queue, total, nowNs)) {
      full = line.queue(nowNs);
    } else if (link != null && !link.pass(flow.queue, total, nowNs)) {
      full = link;
    }
    if (full == null) {
      return PASSES;
    }
    int place = full.add(flow, toEdge, p, at, total, nowNs);
    nextTurnNs = Math.min(nextTurnNs, full.nextDeadlineNs(nowNs));
    return place;
  }

  /// The packet that was kept last at a place is one of a bond: it gets its sequence, and leaves by
  /// a path.
  void bond(int place, BondFlow its, OutboundPath path) {
    pool.bond(place, its, path.slot.slot(), its.takeSequence(), Bonds.creditNs(its, path));
  }

  /// What a path may carry, bits a second, 0 where nothing is known of its link and its line.
  long bitsPerSecond(OutboundPath path) {
    LinkQueue queue = of(path);
    FarLine line = far.of(path.slot.slot());
    long link = queue == null ? 0 : queue.bitsPerSecond();
    long far = line == null ? 0 : line.bitsPerSecond();
    return link == 0 || far == 0 ? Math.max(link, far) : Math.min(link, far);
  }

  /// How long what has left already by a path's link, or for its line, takes.
  long aheadNs(OutboundPath path, long nowNs) {
    LinkQueue queue = of(path);
    FarLine line = far.of(path.slot.slot());
    LinkQueue before = line == null ? null : line.queue();
    return Math.max(
        queue == null ? 0 : queue.aheadNs(nowNs), before == null ? 0 : before.aheadNs(nowNs));
  }

  /// How long what waits for a path takes to leave, of which something is known.
  long drainNs(OutboundPath path, long nowNs) {
    LinkQueue queue = of(path);
    FarLine line = far.of(path.slot.slot());
    LinkQueue before = line == null ? null : line.queue();
    return (queue == null ? 0 : queue.drainNs(nowNs))
        + (before == null ? 0 : before.drainNs(nowNs));
  }

  @Nullable LinkQueue at(int link) {
    return link >= 0 && link < queues.length ? queues[link] : null;
  }

  /// A datagram of a path leaves.
  ///
  /// @param length of the UDP payload, bytes
  void pay(int path, int socket, InetSocketAddress to, int length, long nowNs) {
    pay(socket, to, length, nowNs);
    FarLine line = lineOf(path);
    if (line != null) {
      line.pay(length + outer(to), nowNs);
    }
  }

  private static int outer(InetSocketAddress to) {
    return to.getAddress() instanceof Inet6Address ? OUTER_V6 : OUTER_V4;
  }

  /// A datagram leaves.
  ///
  /// @param length of the UDP payload, bytes
  void pay(int socket, InetSocketAddress to, int length, long nowNs) {
    int link = Sockets.link(socket);
    int whole = length + outer(to);
    count(link, whole, Sockets.isService(socket));
    LinkQueue queue = at(link);
    if (queue != null) {
      queue.pay(whole, nowNs);
    }
  }

  /// @param stock whether it goes to somebody who reports nothing
  private void count(int link, int whole, boolean stock) {
    if (link >= bytes.length) {
      bytes = Arrays.copyOf(bytes, link + 1);
      reportedBytes = Arrays.copyOf(reportedBytes, link + 1);
      toldBytes = Arrays.copyOf(toldBytes, link + 1);
    }
    bytes[link] += whole;
    reportedBytes[link] += stock ? 0 : whole;
  }

  /// Tells control what has been sent since it was told.
  void report(ControlEvents control, long nowNs) {
    for (int link = 0; link < bytes.length; link++) {
      if (bytes[link] != toldBytes[link]) {
        toldBytes[link] = bytes[link];
        control.onLinkLoad(link, new LinkLoad(nowNs, bytes[link], reportedBytes[link]));
      }
    }
  }

  /// Sends what may be sent.
  void onTurn(long nowNs) {
    nextTurnNs = NEVER;
    List<FarLine> lines = far.all();
    for (int i = 0; i < lines.size(); i++) {
      FarLine line = lines.get(i);
      for (int place = line.take(nowNs); place != PacketPool.NONE; place = line.take(nowNs)) {
        goOn(at(way.link(pool.flow(place), path(place, nowNs))), place, nowNs);
      }
      LinkQueue queue = line.queue();
      if (queue != null) {
        nextTurnNs = Math.min(nextTurnNs, queue.nextDeadlineNs(nowNs));
      }
    }
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
        views.add(
            new LinkQueueView(
                link,
                "",
                queue.bitsPerSecond(),
                found.containsKey(link) ? RateSource.FOUND : RateSource.CONFIGURED,
                configured.getOrDefault(link, 0L),
                found.getOrDefault(link, Found.NOTHING).rate,
                queue.view()));
      }
    }
    for (FarLine line : far.all()) {
      LinkQueue queue = line.queue();
      if (queue == null) {
        continue;
      }
      long rate = line.bitsPerSecond();
      List<QueueView> classes = queue.view();
      views.add(
          new LinkQueueView(
              OutboundPath.NO_LINK, line.name, rate, RateSource.CONFIGURED, rate, 0, classes));
    }
    return views;
  }
}
