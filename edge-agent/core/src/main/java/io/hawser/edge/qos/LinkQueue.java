package io.hawser.edge.qos;

import io.hawser.edge.packet.Ecn;
import io.hawser.edge.rate.LinkRate;
import io.hawser.edge.steer.Flow;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The queue of one link, and the shaper before it.
///
/// Whoever sends on the link pays for it ([#pay]), whether or not it waited here: probes, reports
/// and handshakes do not wait, but what they take is not sent twice.
public final class LinkQueue {
  /// Sent to a little slower than its rate, so that the queue is not in the modem.
  static final double SHARE_OF_RATE = LinkRate.SHARE_OF_RATE;

  /// What may leave at once. More than the lateness of a busy host's timers, which would cost rate.
  private static final long BURST_NS = 3_000_000L;

  /// So much is waited for and sent together, so that nobody wakes up for each packet.
  private static final long TOGETHER_NS = 1_000_000L;

  /// The packets of one flow that are dropped at once where there is no room (RFC 8290, section
  /// 4.1).
  private static final int DROPPED_AT_ONCE = 64;

  /// What a link of a low rate takes for so many full packets is no standing queue (RFC 8289,
  /// section 4.4 recommends one).
  private static final double TARGET_PACKETS = 1.5;

  /// What may wait: far more than CoDel lets stand, and less than what would make others' packets
  /// find no room.
  private static final double MOST_SECONDS = 0.25;

  /// The largest datagram, 64 KB and a header for each of its fragments, and something beside it:
  /// of a datagram nothing arrives where one of its fragments finds no room.
  private static final int LEAST_BYTES = 80 << 10;

  private static final double NS_PER_SECOND = 1e9;
  private static final int BITS = 8;

  /// Told of every packet that is dropped.
  @FunctionalInterface
  public interface Dropped {
    /// @param place where it waited until now, [PacketPool#NONE] of one that never did
    /// @param stood whether its flow's queue stood; else there was no room
    void packet(int place, boolean stood);
  }

  /// Whether a packet goes on waiting where it does.
  @FunctionalInterface
  public interface Stays {
    boolean test(int place, QueueClass queueClass);
  }

  private final PacketPool pool;
  private final Dropped dropped;
  private final Pacer line;
  private final List<ClassQueue> classes;
  private long bitsPerSecond;
  private long targetNs;
  private int mostBytes;
  private long virtualTime;

  /// On which nothing waits before it is [tuned][#retune].
  ///
  /// @param pool where the packets of all links wait
  public LinkQueue(PacketPool pool, Dropped dropped, long nowNs) {
    this.pool = pool;
    this.dropped = dropped;
    this.line = new Pacer(Double.POSITIVE_INFINITY, BURST_NS, nowNs);
    this.classes =
        Stream.of(QueueClass.values())
            .map(each -> new ClassQueue(this, pool, each, nowNs))
            .toList();
    retune(0, QueueShares.STANDARD, nowNs);
  }

  /// Sets the link's rate and how it is shared; what waits goes on waiting.
  ///
  /// @param rate bits a second of IP packets, 0 where it is not known and nothing has to wait
  public void retune(long rate, QueueShares shares, long nowNs) {
    bitsPerSecond = rate;
    double bytesPerSecond = rate == 0 ? Double.POSITIVE_INFINITY : rate * SHARE_OF_RATE / BITS;
    line.retune(bytesPerSecond, nowNs);
    targetNs =
        Math.max(
            CoDel.TARGET_NS,
            (long) (TARGET_PACKETS * FairQueue.QUANTUM * NS_PER_SECOND / bytesPerSecond));
    mostBytes = Math.max(LEAST_BYTES, (int) (rate / BITS * MOST_SECONDS));
    for (QueueClass each : QueueClass.values()) {
      classes.get(each.ordinal()).retune(shares.of(each), bytesPerSecond, nowNs);
    }
  }

  public long bitsPerSecond() {
    return bitsPerSecond;
  }

  /// Whether a packet need not wait; it is then to be sent at once.
  ///
  /// @param length of the inner packet, bytes
  public boolean pass(QueueClass queueClass, int length, long nowNs) {
    ClassQueue mine = classes.get(queueClass.ordinal());
    boolean free = line.isOpen(nowNs) && waitingBytes() == 0 && mine.isBelowCeiling(nowNs);
    if (!free && length <= PacketPool.LONGEST) {
      return false;
    }
    mine.passed(length, nowNs);
    return true;
  }

  /// Keeps a copy of a packet until it is its turn; the longest queue makes room for it.
  ///
  /// Answers its place, [PacketPool#NONE] where there is no room for it.
  ///
  /// @param toEdge whether checksums were left to the far side
  public int add(Flow flow, boolean toEdge, MemorySegment p, long at, int total, long nowNs) {
    boolean isFull = !pool.hasRoomFor(total) || waitingBytes() + total > mostBytes;
    ClassQueue mine = classes.get(flow.queue.ordinal());
    if ((isFull && !makesRoom(flow)) || !pool.hasRoomFor(total)) {
      mine.refused();
      return PacketPool.NONE;
    }
    int place = pool.take(flow, toEdge, p, at, total, nowNs);
    mine.flows.add(place);
    return place;
  }

  /// The longest queue gives way, unless it is that of the bonded flow which wants room: what is
  /// dropped of that at its end leaves no hole that the far side would have to hear of. Answers
  /// whether that may have made room.
  private boolean makesRoom(Flow flow) {
    FlowQueue longest = null;
    FairQueue its = null;
    for (int i = 0; i < classes.size(); i++) {
      FairQueue flows = classes.get(i).flows;
      FlowQueue candidate = flows.longest(longest == null ? 0 : longest.bytes());
      if (candidate != null) {
        longest = candidate;
        its = flows;
      }
    }
    if (longest == null || its == null || (flow.bonded && longest.owner == flow)) {
      return longest == null;
    }
    its.shorten(longest, DROPPED_AT_ONCE);
    return true;
  }

  /// Keeps a packet that waited elsewhere; none has to make room for it.
  public void adopt(int place) {
    classes.get(pool.flow(place).queue.ordinal()).flows.add(place);
  }

  /// Gives away what is to wait elsewhere by now, in the order of each flow.
  ///
  /// @param stays whether the packet at a place goes on waiting for this link in that class
  /// @param moved takes over the place
  public void sort(Stays stays, IntConsumer moved) {
    for (int i = 0; i < classes.size(); i++) {
      ClassQueue each = classes.get(i);
      each.flows.sort(place -> stays.test(place, each.queueClass()), moved);
    }
  }

  /// The place of the packet that goes next, or [PacketPool#NONE] where none may go now. The caller
  /// sends it and gives the place back.
  public int take(long nowNs) {
    if (!line.isOpen(nowNs)) {
      return PacketPool.NONE;
    }
    ClassQueue owed = owed(nowNs);
    ClassQueue next = owed == null ? byWeight(nowNs) : owed;
    return next == null ? PacketPool.NONE : next.take(owed != null, targetNs, nowNs);
  }

  /// The first of the classes that have not had their guarantee; real-time is the first of all.
  private @Nullable ClassQueue owed(long nowNs) {
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).isOwed(nowNs)) {
        return classes.get(i);
      }
    }
    return null;
  }

  /// The class whose next packet starts first in virtual time, which is that of the packet that was
  /// taken last.
  private @Nullable ClassQueue byWeight(long nowNs) {
    ClassQueue first = null;
    long firstTime = 0;
    for (int i = 0; i < classes.size(); i++) {
      ClassQueue each = classes.get(i);
      if (each.mayGo(nowNs)) {
        long time = each.startTime(virtualTime);
        if (first == null || time - firstTime < 0) {
          first = each;
          firstTime = time;
        }
      }
    }
    virtualTime = first == null ? virtualTime : firstTime;
    return first;
  }

  /// Something left by the link.
  ///
  /// @param bytes of the outer IP packet
  public void pay(int bytes, long nowNs) {
    line.pay(bytes, nowNs);
  }

  public boolean isEmpty() {
    return waitingBytes() == 0;
  }

  /// How long the link takes to send what it was given, without what waits.
  public long aheadNs(long nowNs) {
    return line.aheadNs(0, nowNs);
  }

  /// How long the link takes to send what it was given and what waits; 0 where its rate is not
  /// known.
  public long drainNs(long nowNs) {
    return line.aheadNs(waitingBytes(), nowNs);
  }

  private int waitingBytes() {
    int bytes = 0;
    for (int i = 0; i < classes.size(); i++) {
      bytes += classes.get(i).flows.bytes();
    }
    return bytes;
  }

  /// When [#take] should be asked again, or `Long.MAX_VALUE` while nothing waits.
  public long nextDeadlineNs(long nowNs) {
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < classes.size(); i++) {
      ClassQueue each = classes.get(i);
      if (!each.flows.isEmpty()) {
        long openNs = each.isBelowCeiling(nowNs) ? nowNs : each.openNs();
        soonest = Math.min(soonest, openNs);
      }
    }
    return soonest == Long.MAX_VALUE ? soonest : Math.max(soonest, line.openNs(TOGETHER_NS));
  }

  /// Its classes, as they are now.
  public List<QueueView> view() {
    return classes.stream().map(ClassQueue::view).toList();
  }

  boolean marks(int place) {
    return Ecn.mark(pool.memory(place), pool.offset(place));
  }

  void dropped(int place, QueueEvents.Cause cause) {
    dropped.packet(place, cause == QueueEvents.Cause.STOOD);
  }
}
