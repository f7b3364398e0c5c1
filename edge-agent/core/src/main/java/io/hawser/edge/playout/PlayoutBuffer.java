package io.hawser.edge.playout;

import io.hawser.edge.playout.PacketHeap.Kind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds the packets of the flows that ask for it until their time has come. Owned by the inbound
/// agent; not thread-safe. [#onPacket] allocates nothing while no more is held than ever before.
///
/// Nothing is dropped. Where a flow holds more than [#MOST_OF_FLOW] packets, or all together hold
/// 4,095, the next one to leave leaves before its time.
public final class PlayoutBuffer {
  /// A longer packet is not held.
  public static final int LONGEST = PacketHeap.LONGEST;

  /// Flows that are kept apart at once; about four kilobytes each. Of one more nothing is held.
  public static final int FLOWS = 1_024;

  /// Packets of one flow: 60 ms of 50 Mbit/s.
  public static final int MOST_OF_FLOW = 256;

  /// Where there is no room for more, one that pauses for longer gives its place away.
  static final long IDLE_NS = 1_000_000_000L;

  private static final long MAKE_ROOM_NS = 100_000_000L;
  private static final long SWEEP_NS = 1_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long NS_PER_US = 1_000;
  private static final long UNKNOWN = -1;

  private final PlayoutOutput output;
  private final PacketHeap packets = new PacketHeap();
  private final List<PlayoutFlow> flows = new ArrayList<>();

  /// By peer: what its flows wait, [#UNKNOWN] where none was there long enough.
  private long[] waitUs = new long[0];

  private long nextSweepNs;
  private long madeRoomNs = Long.MIN_VALUE / 2;
  private long inTime;
  private long late;
  private long early;
  private long unheld;

  public PlayoutBuffer(PlayoutOutput output) {
    this.output = output;
  }

  /// A place for a flow of a peer; null where there is none.
  public @Nullable PlayoutFlow open(int peer, long nowNs) {
    if (flows.isEmpty()) {
      nextSweepNs = nowNs + SWEEP_NS;
    }
    if (flows.size() == FLOWS && nowNs - madeRoomNs >= MAKE_ROOM_NS) {
      madeRoomNs = nowNs;
      close(IDLE_NS, nowNs);
    }
    if (flows.size() == FLOWS) {
      return null;
    }
    PlayoutFlow made = new PlayoutFlow(peer, nowNs);
    flows.add(made);
    return made;
  }

  /// Takes a packet with its time; answers whether it is held. Else the caller is to deliver it
  /// now.
  ///
  /// @param stampUs of its [io.hawser.edge.overlay.TimeTrailer]
  /// @param capNs longest that it may be held
  public boolean onPacket(
      PlayoutFlow flow, int stampUs, long capNs, MemorySegment p, long at, int length, long nowNs) {
    long capUs = capNs / NS_PER_US;
    long dueNs = flow.schedule(stampUs, capUs, beginUs(flow.peer, capUs), nowNs);
    learn(flow);
    boolean goes = goesAtOnce(flow, dueNs, length, nowNs);
    if (length > LONGEST) {
      unheld++;
    } else if (flow.wasLate()) {
      late++;
    } else if (goes) {
      inTime++;
    }
    if (goes) {
      flow.onLeaving(flow.stampUs(), nowNs);
    } else {
      hold(flow, flow.wasLate() ? Kind.LATE : Kind.IN_TIME, dueNs, p, at, length, nowNs);
    }
    return !goes;
  }

  /// Not where one is still held that should have left by now: it may have to go before this one,
  /// and both do in the next [#onTick], which is overdue.
  private boolean goesAtOnce(PlayoutFlow flow, long dueNs, int length, long nowNs) {
    boolean waitsForTick = flow.held > 0 && nowNs - packets.firstDueNs() >= 0;
    return length > LONGEST || (dueNs - nowNs <= 0 && !waitsForTick);
  }

  /// Takes a packet of such a flow that has no time; answers the same.
  public boolean onUnstamped(PlayoutFlow flow, MemorySegment p, long at, int length, long nowNs) {
    unheld++;
    long dueNs = flow.dueOfUnstamped(nowNs);
    boolean goes = goesAtOnce(flow, dueNs, length, nowNs);
    if (!goes) {
      hold(flow, Kind.UNSTAMPED, dueNs, p, at, length, nowNs);
    }
    return !goes;
  }

  /// A packet of a flow that has no place here is delivered as it came.
  public void onPassing() {
    unheld++;
  }

  private void hold(
      PlayoutFlow flow, Kind kind, long dueNs, MemorySegment p, long at, int length, long nowNs) {
    packets.put(flow, kind, dueNs, flow.stampUs(), p, at, length);
    if (flow.held > MOST_OF_FLOW) {
      leave(packets.take(packets.firstOf(flow)), true, nowNs);
    } else if (packets.isFull()) {
      leave(packets.take(0), true, nowNs);
    }
  }

  /// @param before whether that is before its time
  private void leave(int place, boolean before, long nowNs) {
    Kind kind = packets.kind(place);
    // The others were counted when they came.
    if (kind == Kind.IN_TIME) {
      early += before ? 1 : 0;
      inTime += before ? 0 : 1;
    }
    if (kind != Kind.UNSTAMPED) {
      packets.ownerOf(place).onLeaving(packets.stampUs(place), nowNs);
    }
    output.deliver(packets.memory(place), packets.offset(place), packets.length(place), nowNs);
  }

  // ---------------------------------------------------------------- what is known of a peer

  private long beginUs(int peer, long capUs) {
    return peer < waitUs.length && waitUs[peer] != UNKNOWN ? waitUs[peer] : capUs / 2;
  }

  private void learn(PlayoutFlow flow) {
    long itsUs = flow.waitUs();
    if (itsUs == UNKNOWN) {
      return;
    }
    int known = waitUs.length;
    if (flow.peer >= known) {
      waitUs = Arrays.copyOf(waitUs, Math.max(flow.peer + 1, 2 * known));
      Arrays.fill(waitUs, known, waitUs.length, UNKNOWN);
    }
    waitUs[flow.peer] = itsUs;
  }

  /// Numbers of peers may mean others from now on: what is held leaves, and all is forgotten.
  public void forget(long nowNs) {
    while (packets.held() > 0) {
      leave(packets.take(0), true, nowNs);
    }
    flows.forEach(flow -> flow.closed = true);
    flows.clear();
    waitUs = new long[0];
  }

  // ---------------------------------------------------------------- time

  /// When [#onTick] is due, or `Long.MAX_VALUE` while no flow is known.
  public long nextDeadlineNs() {
    if (flows.isEmpty()) {
      return NEVER;
    }
    return packets.held() == 0 ? nextSweepNs : Math.min(nextSweepNs, packets.firstDueNs());
  }

  public void onTick(long nowNs) {
    while (packets.held() > 0 && nowNs - packets.firstDueNs() >= 0) {
      leave(packets.take(0), false, nowNs);
    }
    if (nowNs - nextSweepNs >= 0) {
      nextSweepNs = nowNs + SWEEP_NS;
      close(PlayoutFlow.FORGET_NS, nowNs);
    }
  }

  /// Forgets flows that pause for longer.
  private void close(long idleNs, long nowNs) {
    for (PlayoutFlow flow : flows) {
      flow.closed = flow.held == 0 && nowNs - flow.lastSeenNs > idleNs;
    }
    flows.removeIf(PlayoutFlow::isClosed);
  }

  public PlayoutView view() {
    return new PlayoutView(
        inTime, late, early, unheld, flows.size(), packets.held(), packets.bytes());
  }
}
