package io.hawser.edge.dataplane;

import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import org.jspecify.annotations.Nullable;

/// The queue before a peer's link, of what all links of this edge send there. A packet pays when it
/// goes on to the link that it leaves by, where it may wait again, and so has paid when its
/// datagram leaves; what has not waited here (probes, copies, parity) pays then. Made when the
/// first packet goes there. Owned by the outbound agent.
final class FarLine {
  /// What a tunnel adds to an inner packet over IPv4; what IPv6 and padding add is paid later.
  private static final int TUNNEL = 20 + 8 + 32;

  /// What was paid for packets that were dropped on their way on is not kept for ever.
  private static final long MOST_PAID = 64 << 10;

  final String name;
  private final PacketPool pool;
  private final LinkQueue.Dropped dropped;
  private @Nullable LinkQueue queue;
  private long bitsPerSecond;
  private QueueShares shares = QueueShares.STANDARD;
  private long paid;

  FarLine(String name, PacketPool pool, LinkQueue.Dropped dropped) {
    this.name = name;
    this.pool = pool;
    this.dropped = dropped;
  }

  /// @param rate bits a second, 0 where nothing has to wait any more
  void retune(long rate, QueueShares newShares, long nowNs) {
    bitsPerSecond = rate;
    shares = newShares;
    if (queue != null) {
      queue.retune(rate, shares, nowNs);
    }
  }

  long bitsPerSecond() {
    return bitsPerSecond;
  }

  /// Null where nothing was sent yet.
  @Nullable LinkQueue queue() {
    return queue;
  }

  /// Where packets wait for it.
  LinkQueue queue(long nowNs) {
    LinkQueue known = queue;
    if (known == null) {
      known = new LinkQueue(pool, dropped, nowNs);
      known.retune(bitsPerSecond, shares, nowNs);
      queue = known;
    }
    return known;
  }

  /// Whether a packet need not wait here; it then goes on at once.
  boolean pass(QueueClass queueClass, int length, long nowNs) {
    if (!queue(nowNs).pass(queueClass, length, nowNs)) {
      return false;
    }
    payBefore(length, nowNs);
    return true;
  }

  /// The packet that goes on next, as [LinkQueue#take].
  int take(long nowNs) {
    LinkQueue known = queue;
    int place = known == null ? PacketPool.NONE : known.take(nowNs);
    if (place != PacketPool.NONE) {
      payBefore(pool.length(place), nowNs);
    }
    return place;
  }

  private void payBefore(int length, long nowNs) {
    queue(nowNs).pay(length + TUNNEL, nowNs);
    paid = Math.min(MOST_PAID, paid + length + TUNNEL);
  }

  /// A datagram leaves.
  ///
  /// @param whole bytes of the outer IP packet
  void pay(int whole, long nowNs) {
    long owed = Math.max(0, whole - paid);
    paid = Math.max(0, paid - whole);
    if (owed > 0 && queue != null) {
      queue.pay((int) owed, nowNs);
    }
  }
}
