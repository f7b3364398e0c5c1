package io.hawser.edge.steer;

import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.IpPacket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The flows of one direction, by 5-tuple: open addressing with linear probing and backward-shift
/// deletion.
///
/// Bounded: when full, the longest idle of a few flows near the new one's place makes room, so that
/// a scan of ports cannot push out what is in use. Owned by one agent; not thread-safe. A look-up
/// allocates nothing, a new flow allocates one object.
public final class FlowTable {
  /// A flow without packets for this long is forgotten; DNS and the like are far shorter,
  /// keepalives of VoIP registrations mostly below two minutes. Forgetting costs a new
  /// classification and, under grants, the admission of answers.
  public static final long IDLE_NS = 180_000_000_000L;

  /// The same of a TCP connection that nobody has ended (RFC 5382, REQ-5: 2 h 4 min).
  public static final long TCP_IDLE_NS = 7_440_000_000_000L;

  /// Answer of [#visit] where all was shown.
  public static final int END = -1;

  /// How many places are looked at for one that may be forgotten.
  private static final int EVICTION_SAMPLE = 16;

  /// Places swept in one call of [#sweep], which takes some 10 µs: with a call a second, a table
  /// for 100,000 flows is swept as often as idle flows are to be forgotten ([#IDLE_NS]).
  private static final int SWEEP_STEP = 2048;

  private final @Nullable Flow[] slots;
  private final int mask;
  private final int limit;
  private int size;
  private int sweepAt;
  private long evicted;

  /// @param capacity flows at most; a power of two
  public FlowTable(int capacity) {
    if (Integer.bitCount(capacity) != 1 || capacity < EVICTION_SAMPLE) {
      throw new IllegalArgumentException(
          "capacity: " + capacity + " (expected: a power of two from " + EVICTION_SAMPLE + ")");
    }
    this.slots = new Flow[capacity << 1];
    this.mask = slots.length - 1;
    this.limit = capacity;
  }

  public int size() {
    return size;
  }

  /// Flows that were forgotten before their time, because the table was full.
  public long evicted() {
    return evicted;
  }

  /// The flow of `key`, or null.
  public @Nullable Flow find(FlowKey key) {
    long ports = key.ports();
    for (int i = key.hash() & mask; ; i = (i + 1) & mask) {
      Flow flow = slots[i];
      if (flow == null || flow.matches(key, ports)) {
        return flow;
      }
    }
  }

  /// The flow of `key`, made if it is new.
  public Flow findOrCreate(FlowKey key, long nowNs) {
    Flow known = find(key);
    if (known != null) {
      return known;
    }
    if (size == limit) {
      evictNear(key.hash());
    }
    Flow flow = new Flow(key, key.hash(), nowNs);
    insert(flow);
    size++;
    return flow;
  }

  /// Forgets idle flows of the next part of the table; cheap enough for every tick.
  public void sweep(long nowNs) {
    for (int n = 0; n < SWEEP_STEP; n++) {
      Flow flow = slots[sweepAt];
      if (flow != null && nowNs - flow.lastSeenNs >= idleLimitNs(flow)) {
        removeAt(sweepAt);
      } else {
        sweepAt = (sweepAt + 1) & mask;
      }
    }
  }

  private static long idleLimitNs(Flow flow) {
    return flow.protocol() == IpPacket.PROTOCOL_TCP && !flow.ending ? TCP_IDLE_NS : IDLE_NS;
  }

  /// Shows flows from the place `from` on, in no order that means anything, until `most` were shown
  /// or `places` looked at; answers where to go on, or [#END].
  public int visit(int from, int places, int most, Consumer<Flow> action) {
    int end = Math.min(slots.length, from + places);
    int shown = 0;
    for (int i = from; i < end; i++) {
      Flow flow = slots[i];
      if (flow != null) {
        action.accept(flow);
        if (++shown == most) {
          end = i + 1;
        }
      }
    }
    return end < slots.length ? end : END;
  }

  private void insert(Flow flow) {
    int i = flow.hash & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = flow;
  }

  private void evictNear(int hash) {
    int oldest = -1;
    Flow oldestFlow = null;
    int seen = 0;
    for (int i = hash & mask; seen < EVICTION_SAMPLE; i = (i + 1) & mask) {
      Flow flow = slots[i];
      if (flow == null) {
        continue;
      }
      seen++;
      if (oldestFlow == null || flow.lastSeenNs - oldestFlow.lastSeenNs < 0) {
        oldest = i;
        oldestFlow = flow;
      }
    }
    removeAt(oldest);
    evicted++;
  }

  private void removeAt(int index) {
    int hole = index;
    slots[hole] = null;
    size--;
    for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
      Flow flow = slots[i];
      if (flow == null) {
        return;
      }
      int home = flow.hash & mask;
      boolean reachable = ((i - home) & mask) >= ((i - hole) & mask);
      if (reachable) {
        slots[hole] = flow;
        slots[i] = null;
        hole = i;
      }
    }
  }
}
