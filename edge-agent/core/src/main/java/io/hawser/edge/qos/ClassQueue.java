package io.hawser.edge.qos;

import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShare;

/// One class of a link: what waits, what it may have of the link, and what became of its packets.
final class ClassQueue implements QueueEvents {
  /// What a tunnel adds to an inner packet: IPv4, UDP, and header and tag of WireGuard. Shares are
  /// of the link, so that a class of small packets does not get more than its own; what IPv6 and
  /// padding add to that is left out.
  static final int TUNNEL = 20 + 8 + 32;

  /// How far a class may be ahead of its guarantee or ceiling: what a video frame brings at once.
  private static final long BURST_NS = 20_000_000L;

  private static final int ALL_PERCENT = 100;
  private static final double PERCENT = 100;

  /// Virtual time of a byte at weight 1; a thousandth of it is the byte of the heaviest class.
  private static final long TIME_OF_BYTE = 1_000;

  final FairQueue flows;
  private final QueueClass queueClass;
  private final LinkQueue link;
  private final PacketPool pool;
  private final Pacer guarantee;
  private final Pacer ceiling;
  private final DelayCounts delays = new DelayCounts();
  private QueueShare share;
  private long startTime;

  private long sent;
  private long sentBytes;
  private long stood;
  private long full;
  private long marked;

  ClassQueue(LinkQueue link, PacketPool pool, QueueClass queueClass, long nowNs) {
    this.link = link;
    this.pool = pool;
    this.queueClass = queueClass;
    this.share = queueClass.share();
    this.flows = new FairQueue(pool, this);
    this.guarantee = new Pacer(Double.POSITIVE_INFINITY, BURST_NS, nowNs);
    this.ceiling = new Pacer(Double.POSITIVE_INFINITY, BURST_NS, nowNs);
  }

  void retune(QueueShare now, double bytesPerSecond, long nowNs) {
    share = now;
    if (now.guaranteePercent() > 0) {
      guarantee.retune(bytesPerSecond * now.guaranteePercent() / PERCENT, nowNs);
    }
    ceiling.retune(bytesPerSecond * now.ceilingPercent() / PERCENT, nowNs);
  }

  QueueClass queueClass() {
    return queueClass;
  }

  /// Whether something waits and may go before what has had its guarantee.
  boolean isOwed(long nowNs) {
    return mayGo(nowNs) && hasGuaranteeLeft(nowNs);
  }

  private boolean hasGuaranteeLeft(long nowNs) {
    return share.guaranteePercent() > 0 && guarantee.isOpen(nowNs);
  }

  boolean mayGo(long nowNs) {
    return !flows.isEmpty() && isBelowCeiling(nowNs);
  }

  boolean isBelowCeiling(long nowNs) {
    return share.ceilingPercent() == ALL_PERCENT || ceiling.isOpen(nowNs);
  }

  /// When its ceiling lets the next packet go.
  long openNs() {
    return ceiling.openNs(0);
  }

  /// The virtual time at which its next packet starts, if it is its turn by weight; a class that
  /// had nothing to send is not owed what it did not use.
  ///
  /// @param virtualTime of the link
  long startTime(long virtualTime) {
    if (startTime - virtualTime < 0) {
      startTime = virtualTime;
    }
    return startTime;
  }

  /// The next packet; there must be one.
  ///
  /// @param owed whether it goes at the expense of the class's guarantee, and not of its weight
  int take(boolean owed, long targetNs, long nowNs) {
    int place = flows.take(targetNs, nowNs);
    int length = pool.length(place);
    if (owed) {
      guarantee.pay(length + TUNNEL, nowNs);
    } else {
      startTime += (length + TUNNEL) * TIME_OF_BYTE / share.weight();
    }
    delays.add(pool.waitedNs(place, nowNs));
    count(length, nowNs);
    return place;
  }

  /// A packet of this class goes to the link, which is free. What it takes beyond its guarantee was
  /// nobody else's loss, and is not held against it later.
  void passed(int length, long nowNs) {
    if (hasGuaranteeLeft(nowNs)) {
      guarantee.pay(length + TUNNEL, nowNs);
    }
    count(length, nowNs);
  }

  private void count(int length, long nowNs) {
    ceiling.pay(length + TUNNEL, nowNs);
    sent++;
    sentBytes += length;
  }

  @Override
  public boolean marks(int place) {
    boolean told = link.marks(place);
    marked += told ? 1 : 0;
    return told;
  }

  @Override
  public void drop(int place, Cause cause) {
    count(cause);
    link.dropped(place, cause);
    pool.free(place);
  }

  /// A packet was not even taken.
  void refused() {
    count(Cause.FULL);
    link.dropped(PacketPool.NONE, Cause.FULL);
  }

  private void count(Cause cause) {
    switch (cause) {
      case STOOD -> stood++;
      case FULL -> full++;
    }
  }

  QueueView view() {
    return new QueueView(
        queueClass,
        share,
        sent,
        sentBytes,
        flows.packets(),
        flows.bytes(),
        stood,
        full,
        marked,
        delays.quantileUs(0.5),
        delays.quantileUs(0.99));
  }
}
