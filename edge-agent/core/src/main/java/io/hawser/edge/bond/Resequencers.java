package io.hawser.edge.bond;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The receiver's end of all bonds: a [Resequencer] for each flow, what they hold together, and who
/// gives way when that is too much. Owned by the inbound agent; not thread-safe. [#onPacket]
/// allocates once a flow, and while more is held than ever before.
///
/// Flows know nothing of each other: what one misses, no other waits for. They share room only, and
/// where it is full the flow that holds the most gives way, of the peer that holds the most.
public final class Resequencers {
  /// Flows that are kept apart at once; about three kilobytes each. Of one more nothing is held.
  public static final int FLOWS = 4_096;

  /// A quarter of them for one peer.
  public static final int FLOWS_OF_PEER = FLOWS / 4;

  /// A flow that pauses for longer begins anew.
  public static final long FORGET_NS = 10_000_000_000L;

  /// Where there is no room for more, one that pauses for longer does: its sender keeps nothing of
  /// it any more that might come twice.
  static final long IDLE_NS = 1_000_000_000L;

  private static final long MAKE_ROOM_NS = 100_000_000L;
  private static final long SWEEP_NS = 1_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;
  private static final int BUCKETS = 2 * FLOWS;

  /// 2^32 divided by the golden ratio (Knuth's multiplicative hash).
  private static final int GOLDEN = 0x9E37_79B9;

  final BondOutput output;
  final boolean asks;
  private final HeldPackets pool = new HeldPackets();
  private final @Nullable Resequencer[] buckets = new Resequencer[BUCKETS];
  private @Nullable BondPeer[] peers = new BondPeer[0];
  private @Nullable Resequencer firstHolding;
  private int flows;
  private int numbers;
  private long dueNs = NEVER;
  private long nextSweepNs;
  private boolean swept;
  private long madeRoomNs = Long.MIN_VALUE / 2;

  long inTurn;
  long late;
  long unordered;
  long missed;
  long asked;
  long overflows;
  long jumps;
  private long duplicates;
  private long tooOld;

  /// @param asks whether peers are asked for what was lost; else it is given up at once
  public Resequencers(BondOutput output, boolean asks) {
    this.output = output;
    this.asks = asks;
  }

  /// Takes a packet that is allowed to pass, or a stone where `total` is 0.
  ///
  /// @param path on which it came
  /// @param flow, count, sequence of its `BondFrame`
  public void onPacket(
      int peer,
      int path,
      int flow,
      int count,
      int sequence,
      Order order,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    Resequencer its = findOrCreate(peer, flow, nowNs);
    if (its == null) {
      if (total > 0) {
        unordered++;
        output.deliver(peer, p, at, total, nowNs);
      }
      return;
    }
    its.onPacket(path, count, sequence, order, p, at, total, nowNs);
    if (its.held > 0) {
      dueNs = Math.min(dueNs, its.deadlineNs(nowNs));
    }
  }

  private @Nullable Resequencer findOrCreate(int peer, int flow, long nowNs) {
    int bucket = bucket(peer, flow);
    for (Resequencer each = buckets[bucket]; each != null; each = each.following) {
      if (each.flow == flow && each.peer.slot == peer) {
        return each;
      }
    }
    BondPeer of = peer(peer);
    if (isFull(of)) {
      forgetIdle(IDLE_NS, nowNs);
    }
    if (isFull(of)) {
      return null;
    }
    Resequencer made = new Resequencer(this, pool, of, flow, numbers++);
    made.following = buckets[bucket];
    made.lastSeenNs = nowNs;
    buckets[bucket] = made;
    flows++;
    of.flows++;
    return made;
  }

  private boolean isFull(BondPeer of) {
    return flows == FLOWS || of.flows == FLOWS_OF_PEER;
  }

  /// Makes room for flows that begin, now and then.
  private void forgetIdle(long idleNs, long nowNs) {
    if (nowNs - madeRoomNs < MAKE_ROOM_NS) {
      return;
    }
    madeRoomNs = nowNs;
    forgetIf(each -> each.held == 0 && nowNs - each.lastSeenNs > idleNs, nowNs);
  }

  private static int bucket(int peer, int flow) {
    int mixed = (peer * GOLDEN + flow) * GOLDEN;
    return mixed >>> Integer.numberOfLeadingZeros(BUCKETS - 1);
  }

  private BondPeer peer(int slot) {
    if (slot >= peers.length) {
      peers = Arrays.copyOf(peers, Math.max(slot + 1, 2 * peers.length));
    }
    BondPeer peer = peers[slot];
    if (peer == null) {
      peer = new BondPeer(slot);
      peers[slot] = peer;
    }
    return peer;
  }

  /// Tells how long a peer takes to answer: a round trip by its quickest path, and what waits
  /// there.
  public void setAskNs(int peer, long roundTripNs) {
    peer(peer).meter.setAskNs(roundTripNs);
  }

  /// How long is waited for what was overtaken, of a peer.
  public long waitNs(int peer, long nowNs) {
    return peer(peer).meter.waitNs(nowNs);
  }

  // ---------------------------------------------------------------- what is held

  void onHeld(Resequencer by) {
    by.peer.held++;
    if (by.held++ == 0) {
      by.holdingBefore = null;
      by.holdingAfter = firstHolding;
      if (firstHolding != null) {
        firstHolding.holdingBefore = by;
      }
      firstHolding = by;
    }
  }

  void onFreed(Resequencer by) {
    by.peer.held--;
    if (--by.held > 0) {
      return;
    }
    if (by.holdingBefore == null) {
      firstHolding = by.holdingAfter;
    } else {
      by.holdingBefore.holdingAfter = by.holdingAfter;
    }
    if (by.holdingAfter != null) {
      by.holdingAfter.holdingBefore = by.holdingBefore;
    }
    by.holdingBefore = null;
    by.holdingAfter = null;
  }

  void drop(BondPeer peer, BondDrop reason, int total) {
    if (total == 0) {
      return;
    }
    switch (reason) {
      case DUPLICATE -> duplicates++;
      case TOO_OLD -> tooOld++;
    }
    output.drop(peer.slot, reason);
  }

  /// Of the peer that holds the most, the flow that does.
  void makeRoom(long nowNs) {
    Resequencer most = null;
    for (Resequencer each = firstHolding; each != null; each = each.holdingAfter) {
      boolean samePeer = most != null && each.peer == most.peer;
      if (most == null || (samePeer ? each.held > most.held : each.peer.held > most.peer.held)) {
        most = each;
      }
    }
    if (most != null) {
      most.shorten(nowNs);
    }
  }

  // ---------------------------------------------------------------- time

  /// When [#onTick] is due, or `Long.MAX_VALUE` while no flow is known.
  public long nextDeadlineNs() {
    return flows == 0 ? NEVER : Math.min(dueNs, nextSweepNs);
  }

  public void onTick(long nowNs) {
    if (nowNs - dueNs >= 0) {
      release(nowNs);
    }
    if (!swept || nowNs - nextSweepNs >= 0) {
      swept = true;
      nextSweepNs = nowNs + SWEEP_NS;
      forgetIf(each -> nowNs - each.lastSeenNs > FORGET_NS, nowNs);
    }
  }

  private void release(long nowNs) {
    dueNs = NEVER;
    Resequencer each = firstHolding;
    while (each != null) {
      // It may hold nothing any more after that, and is no neighbour of anybody's.
      Resequencer after = each.holdingAfter;
      long itsNs = each.deadlineNs(nowNs);
      while (nowNs - itsNs >= 0) {
        each.onDeadline(nowNs);
        itsNs = each.deadlineNs(nowNs);
      }
      dueNs = Math.min(dueNs, itsNs);
      each = after;
    }
  }

  private void forgetIf(Predicate<Resequencer> gone, long nowNs) {
    for (int i = 0; i < BUCKETS; i++) {
      Resequencer before = null;
      Resequencer each = buckets[i];
      while (each != null) {
        Resequencer after = each.following;
        if (gone.test(each)) {
          remove(i, before, each, nowNs);
        } else {
          before = each;
        }
        each = after;
      }
    }
  }

  private void remove(int bucket, @Nullable Resequencer before, Resequencer gone, long nowNs) {
    gone.flush(nowNs);
    if (before == null) {
      buckets[bucket] = gone.following;
    } else {
      before.following = gone.following;
    }
    flows--;
    gone.peer.flows--;
  }

  /// A peer is gone, or another one in its slot: what is held of it is delivered, and all
  /// forgotten.
  public void forget(int peer, long nowNs) {
    forgetIf(each -> each.peer.slot == peer, nowNs);
    if (peer < peers.length) {
      peers[peer] = null;
    }
  }

  public BondView view() {
    return new BondView(
        inTurn,
        late,
        unordered,
        duplicates,
        tooOld,
        missed,
        asked,
        overflows,
        jumps,
        flows,
        pool.held(),
        pool.bytes());
  }
}
