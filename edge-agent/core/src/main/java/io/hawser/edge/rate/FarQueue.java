package io.hawser.edge.rate;

import io.hawser.edge.path.Delivery;
import io.hawser.probe.WindowedMinimum;
import java.util.function.DoubleSupplier;

/// What is known of the queue before a link's far side: how long it is, since when, and whether
/// what leaves it is slower than what was sent. Answers for the time up to [#endNs], which
/// [#advance] moves on. Owned by control.
final class FarQueue {
  /// A far queue as long as this stands, once what the delay varies by is added: two bursts of the
  /// shaper, and what a report is uncertain of.
  private static final long STANDS_NS = 15_000_000L;

  /// It never counts as nothing from here on, however much the delay varies.
  private static final long STANDS_FOR_SURE_NS = 60_000_000L;

  /// By so many changes from one packet to the next a delay strays.
  private static final int STRAYS = 4;

  /// No queue.
  private static final long EMPTY_NS = 5_000_000L;

  /// A far queue that grows so slowly that all seems to arrive has this length...
  private static final long LONG_NS = 25_000_000L;

  /// ...for so long, which is longer than a satellite takes to change its beam.
  private static final long LASTING_NS = 600_000_000L;

  private static final long LOOP_WINDOW_NS = 10_000_000_000L;
  private static final long DECIDE_NS = 20_000_000L;

  /// No conclusions are drawn over a time in which no report came.
  private static final long GAP_NS = 60_000_000L;

  private static final long NOTED_NS = 75_000_000L;

  /// A look takes longer where so many bits take longer, up to half a second.
  private static final double LOOK_BITS = 20 * 1_500 * 8.0;

  private static final long LONGEST_NS = 500_000_000L;

  /// Nothing is reported of what was sent though it should be: the cell stands still.
  private static final long STALL_NS = 75_000_000L;

  /// Share of what is sent that must vanish, over what always does.
  private static final double VANISHING = 0.07;

  /// Of a link that carried next to nothing for so long, a delay is no queue of this edge's making.
  private static final long IDLE_NS = 1_000_000_000L;

  /// Next to nothing, bits a second: less than a slow start, whatever the link carries.
  private static final double IDLE_BPS = 100_000;

  private static final double PACKET_BITS = 1_500 * 8;

  private final LinkFlow flow = new LinkFlow();
  private final WindowedMinimum loopNs = new WindowedMinimum(LOOP_WINDOW_NS);

  /// What the link is thought to carry, bits a second.
  private final DoubleSupplier limit;

  private long endNs = Long.MIN_VALUE / 2;
  private long elapsedNs;
  private boolean afterGap;
  private long heardNs = Long.MIN_VALUE / 2;

  // Since when, on the far queue's axis.

  private long gapNs;
  private long shortNs;
  private long emptiedNs;

  /// @param limit what the link is thought to carry at the moment, bits a second
  FarQueue(DoubleSupplier limit) {
    this.limit = limit;
  }

  // ---------------------------------------------------------------- what is seen

  void onSent(LinkLoad load) {
    flow.onSent(load);
  }

  /// @param calm whether the link has room, as far as is known
  void onDelivery(int path, Delivery delivery, long wireBytes, boolean calm, long nowNs) {
    heardNs = nowNs;
    loopNs.add(nowNs, nowNs - delivery.sentNs());
    flow.onDelivery(
        path,
        delivery.transitNs(),
        delivery.sentNs(),
        delivery.lastedNs(),
        wireBytes,
        calm,
        STANDS_NS,
        nowNs);
  }

  void onTransit(int path, long transitNs, long sentNs, boolean calm, long nowNs) {
    flow.onTransit(path, transitNs, sentNs, calm, STANDS_NS, nowNs);
  }

  void onCounted(long expected, long missing, long nowNs) {
    flow.onCounted(expected, missing, nowNs);
  }

  void forgetTransit(int path) {
    flow.forgetTransit(path);
  }

  void removePath(int path) {
    flow.remove(path);
  }

  void forgetLoss(long nowNs) {
    flow.forgetLoss(nowNs);
  }

  /// What took least of what was sent since then waited for nothing.
  void rebase(long sinceNs, long nowNs) {
    flow.rebase(sinceNs, nowNs);
    restart();
  }

  /// Whether the queue is long is asked from here on.
  void restart() {
    shortNs = endNs;
  }

  // ---------------------------------------------------------------- until when

  /// Moves on to what is known by now; answers false where that is too little to tell anything.
  boolean advance(long nowNs) {
    long knownNs = flow.endNs(nowNs);
    if (knownNs - endNs < DECIDE_NS) {
      return false;
    }
    afterGap = knownNs - endNs > GAP_NS;
    elapsedNs = Math.min(GAP_NS, knownNs - endNs);
    endNs = knownNs;
    if (afterGap) {
      gapNs = endNs;
      shortNs = endNs;
    }
    long leastNs = leastNs(NOTED_NS, nowNs);
    if (leastNs < Math.max(LONG_NS + packetNs(), standsNs(nowNs))) {
      shortNs = endNs;
    }
    if (leastNs < emptyNs()) {
      emptiedNs = endNs;
    }
    return true;
  }

  /// Until when it is known what left the queue.
  long endNs() {
    return endNs;
  }

  /// By how much that moved on.
  long elapsedNs() {
    return elapsedNs;
  }

  /// Whether nothing was reported for a while before: whatever has lasted may have been
  /// interrupted.
  boolean isAfterGap() {
    return afterGap;
  }

  // ---------------------------------------------------------------- what is known

  /// The last `ns`, or as long as some packets take.
  Look look(long ns, long nowNs) {
    return lookExactly(window(ns), nowNs);
  }

  Look lookExactly(long ns, long nowNs) {
    return flow.look(endNs - ns, endNs, nowNs);
  }

  /// So long, or as long as some packets take.
  long window(long ns) {
    return Math.clamp((long) (LOOK_BITS * 1e9 / limit.getAsDouble()), ns, Math.max(ns, LONGEST_NS));
  }

  /// The least that a packet waited in the last `ns`.
  long leastNs(long ns, long nowNs) {
    return flow.leastQueueNs(endNs - window(ns), emptyNs(), nowNs);
  }

  /// What a packet takes itself is no queue.
  long emptyNs() {
    return EMPTY_NS + packetNs();
  }

  /// From here on packets stand.
  long standsNs(long nowNs) {
    long variesNs = STRAYS * flow.noiseNs(nowNs);
    return Math.min(STANDS_FOR_SURE_NS, STANDS_NS + variesNs) + packetNs();
  }

  /// What a full packet takes.
  long packetNs() {
    return (long) (PACKET_BITS * 1e9 / limit.getAsDouble());
  }

  /// From sending to knowing that it arrived, without a queue.
  long leastLoopNs(long nowNs) {
    return Math.max(0, loopNs.get(nowNs));
  }

  /// When packets last found no queue.
  long emptiedNs() {
    return emptiedNs;
  }

  /// Whether the queue has been long for longer than anything but a queue takes.
  boolean hasLasted() {
    return endNs - shortNs >= LASTING_NS;
  }

  /// Whether packets stood for a length of time and more all the while, and left more slowly than
  /// they were sent, twice as long.
  boolean isSlowAbove(long ns, long queueNs, long nowNs) {
    long windowNs = window(ns);
    return endNs - 2 * windowNs - gapNs >= 0
        && leastNs(ns, nowNs) >= queueNs
        && flow.look(endNs - windowNs, endNs, nowNs).isSlow()
        && flow.look(endNs - 2 * windowNs, endNs - windowNs, nowNs).isSlow();
  }

  /// Whether of what is sent faster than `fromBps` much is lost that is not lost otherwise.
  boolean isVanishing(long ns, double fromBps, long nowNs) {
    long windowNs = window(ns);
    if (!flow.isLossKnown(nowNs) || endNs - 2 * windowNs - gapNs < 0) {
      return false;
    }
    Look now = flow.look(endNs - windowNs, endNs, nowNs);
    Look before = flow.look(endNs - 2 * windowNs, endNs - windowNs, nowNs);
    return now.sent() >= fromBps && isVanishing(now) && isVanishing(before);
  }

  private static boolean isVanishing(Look look) {
    return look.arrived() < look.sent() * (1 - VANISHING);
  }

  /// Whether packets take long though next to nothing was sent: their way has become longer.
  boolean isLongThoughIdle(long nowNs) {
    long leastNs = flow.leastQueueNs(nowNs - IDLE_NS, emptyNs(), nowNs);
    return leastNs != PathFlow.NONE
        && leastNs >= standsNs(nowNs)
        && flow.bits(nowNs - IDLE_NS, nowNs) < IDLE_BPS * IDLE_NS / 1e9;
  }

  /// What took least since the link is idle waited for nothing.
  void rebaseIdle(long nowNs) {
    rebase(nowNs - IDLE_NS, nowNs);
  }

  /// Whether something was sent, should have been reported for a while, and nothing is.
  boolean isStalled(long nowNs) {
    long dueNs = nowNs - leastLoopNs(nowNs);
    return nowNs - heardNs > STALL_NS
        && flow.bits(heardNs - leastLoopNs(nowNs) + DECIDE_NS, dueNs - STALL_NS) > 0;
  }

  /// How long the queue will be for what is sent now, if the link goes on at a rate.
  long aheadNs(long ns, double capacity, long nowNs) {
    long leastNs = leastNs(ns, nowNs);
    // Where packets find no queue, the link carries more than is known, and what is under way will
    // not stand.
    return leastNs < emptyNs()
        ? leastNs
        : flow.queueAheadNs(endNs - window(ns), capacity, nowNs) - flow.noiseNs(nowNs) - packetNs();
  }
}
