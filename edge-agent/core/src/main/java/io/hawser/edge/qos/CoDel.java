package io.hawser.edge.qos;

/// When to drop from a queue that stands: the control law of RFC 8289, section 5. It knows how long
/// packets waited and nothing of packets.
final class CoDel {
  /// How long packets may wait without end.
  static final long TARGET_NS = 5_000_000L;

  /// Above it for so long, and the queue stands: a round trip across a continent.
  static final long INTERVAL_NS = 100_000_000L;

  /// Begun again within so many intervals, it goes on where it stopped.
  private static final int RECENTLY = 16;

  private boolean above;
  private long standsFromNs;
  private boolean dropping;
  private boolean justDropped;
  private long nextDropNs;
  private long count;
  private long lastCount;

  /// The queue is another flow's now.
  void begin() {
    onEmpty();
    count = 0;
    lastCount = 0;
  }

  /// The queue does not stand: nothing is in it.
  void onEmpty() {
    above = false;
    dropping = false;
    justDropped = false;
  }

  /// The next packet waited for `waitedNs`; answers whether it is to go. Ask for every packet until
  /// the answer is no.
  ///
  /// @param targetNs more than [#TARGET_NS] on a link so slow that one packet takes as long; the
  ///   interval is longer by the same
  /// @param little whether no more than a packet waits behind it, which is no queue
  boolean drops(long waitedNs, long targetNs, boolean little, long nowNs) {
    long intervalNs = INTERVAL_NS + targetNs - TARGET_NS;
    boolean stands = stands(waitedNs, targetNs, intervalNs, little, nowNs);
    if (!dropping) {
      if (stands) {
        enter(intervalNs, nowNs);
      }
      return stands;
    }
    if (!stands) {
      dropping = false;
      justDropped = false;
      return false;
    }
    if (justDropped) {
      justDropped = false;
      nextDropNs = after(nextDropNs, intervalNs);
    }
    if (nowNs - nextDropNs < 0) {
      return false;
    }
    count++;
    justDropped = true;
    return true;
  }

  private boolean stands(
      long waitedNs, long targetNs, long intervalNs, boolean little, long nowNs) {
    if (waitedNs < targetNs || little) {
      above = false;
      return false;
    }
    if (!above) {
      above = true;
      standsFromNs = nowNs + intervalNs;
      return false;
    }
    return nowNs - standsFromNs >= 0;
  }

  private void enter(long intervalNs, long nowNs) {
    dropping = true;
    long sinceThen = count - lastCount;
    boolean recently = nowNs - nextDropNs < RECENTLY * intervalNs;
    count = sinceThen > 1 && recently ? sinceThen : 1;
    lastCount = count;
    nextDropNs = after(nowNs, intervalNs);
  }

  private long after(long ns, long intervalNs) {
    return ns + (long) (intervalNs / Math.sqrt(count));
  }
}
