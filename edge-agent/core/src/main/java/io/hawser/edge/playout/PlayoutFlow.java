package io.hawser.edge.playout;

/// The schedule of one flow: when each of its packets is to leave. Made by [PlayoutBuffer#open];
/// owned by the inbound agent.
public final class PlayoutFlow {
  /// Between two packets as they were sent: the sender paused.
  static final long PAUSE_US = 100_000;

  /// The wait falls by one part of so many of the time that passes.
  static final int SLEW = 64;

  /// After such a pause nothing of before holds any longer.
  static final long FORGET_NS = 10_000_000_000L;

  /// A packet that would be so late, or early, is by another clock: the sender began anew.
  static final long JUMP_US = 2_000_000;

  private static final long NS_PER_US = 1_000;

  final int peer;
  private final TransitWindow window = new TransitWindow();
  private final JitterMeter arriving = new JitterMeter();
  private final JitterMeter leaving = new JitterMeter();

  private boolean begun;

  /// Of the packet that was sent last of those that came, as it was sent and without its wrapping.
  private int newestStamp;

  private long newestUs;

  /// When that leaves or left.
  private long newestDueNs = Long.MIN_VALUE;

  /// What a packet takes from its sender's edge to its leaving here, by clocks that differ.
  private long playoutUs;

  private long capUs;
  private long stampUs;
  private boolean late;
  private long packets;
  private long lates;

  /// Packets that the buffer holds.
  int held;

  long lastSeenNs;

  /// Whether the buffer has forgotten it.
  boolean closed;

  PlayoutFlow(int peer, long nowNs) {
    this.peer = peer;
    this.lastSeenNs = nowNs;
  }

  public boolean isClosed() {
    return closed;
  }

  /// Whether packets of it wait.
  public boolean isHolding() {
    return held > 0;
  }

  /// When a packet that arrives now is to leave; now or before for at once.
  ///
  /// @param stamp when it was sent, microseconds modulo 2^32
  /// @param cap longest that it may be held, microseconds
  /// @param beginUs how long the first one is, where nothing is known of the flow
  long schedule(int stamp, long cap, long beginUs, long nowNs) {
    long nowUs = nowNs / NS_PER_US;
    int stepUs = stamp - newestStamp;
    boolean goesOn = begun && goesOn(newestUs + stepUs, nowUs, nowNs);
    lastSeenNs = nowNs;
    capUs = cap;
    stampUs = goesOn ? newestUs + stepUs : stamp;
    long transitUs = nowUs - stampUs;
    packets++;
    if (goesOn) {
      late = transitUs > playoutUs;
      lates += late ? 1 : 0;
      window.add(transitUs, nowUs);
      adapt(stepUs);
    } else {
      begin(transitUs, nowUs, Math.min(beginUs, cap));
    }
    arriving.onPacket(transitUs);
    long dueNs = (stampUs + playoutUs) * NS_PER_US;
    dueNs = Math.min(dueNs, nowNs + capUs * NS_PER_US);
    if (!goesOn || stepUs >= 0) {
      // Behind what was sent before it.
      dueNs = Math.max(dueNs, newestDueNs);
      newestDueNs = dueNs;
      newestStamp = stamp;
      newestUs = stampUs;
    }
    return dueNs;
  }

  private boolean goesOn(long sentUs, long nowUs, long nowNs) {
    return nowNs - lastSeenNs <= FORGET_NS && Math.abs(nowUs - sentUs - playoutUs) <= JUMP_US;
  }

  private void begin(long transitUs, long nowUs, long beginUs) {
    begun = true;
    late = false;
    window.clear();
    window.add(transitUs, nowUs);
    arriving.restart();
    leaving.restart();
    playoutUs = transitUs + beginUs;
  }

  private void adapt(int stepUs) {
    long reachUs = window.leastUs() + capUs;
    long targetUs = window.mostUs(reachUs);
    if (targetUs >= playoutUs || (window.isMature() && stepUs > PAUSE_US)) {
      playoutUs = targetUs;
    } else if (window.isMature()) {
      playoutUs = Math.max(targetUs, playoutUs - Math.max(0, stepUs) / SLEW);
    }
    playoutUs = Math.min(playoutUs, reachUs);
  }

  /// When a packet that says nothing of its sending is to leave: behind what is held.
  long dueOfUnstamped(long nowNs) {
    begun &= nowNs - lastSeenNs <= FORGET_NS;
    lastSeenNs = nowNs;
    return held == 0 ? nowNs : newestDueNs;
  }

  /// Of the packet that [#schedule] was asked about last, when it was sent.
  long stampUs() {
    return stampUs;
  }

  /// Whether that one came too late to leave when it should have.
  boolean wasLate() {
    return late;
  }

  /// A packet leaves.
  ///
  /// @param sentUs its [#stampUs]
  void onLeaving(long sentUs, long nowNs) {
    leaving.onPacket(nowNs / NS_PER_US - sentUs);
  }

  /// How long the quickest of its packets wait; -1 while little is known.
  long waitUs() {
    return begun && window.isMature() ? Math.max(0, playoutUs - window.leastUs()) : -1;
  }

  public PlayoutFlowView view() {
    long waitUs = begun ? Math.max(0, playoutUs - window.leastUs()) : 0;
    return new PlayoutFlowView(
        capUs, waitUs, arriving.jitterUs(), leaving.jitterUs(), packets, lates);
  }
}
