package io.hawser.edge.qos;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.steer.Flow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The packets that wait, of all links, each at a place of its own. Allocates while more wait than
/// ever before, and keeps that.
public final class PacketPool {
  /// Stands for a place where there is none.
  public static final int NONE = -1;

  /// Packets that may wait. Of 1,400 bytes: 230 ms at 200 Mbit/s.
  static final int PLACES = 4_096;

  /// A packet of a path whose MTU is 9,000 fits.
  static final int LONGEST = 9_216;

  /// Places whose memory is allocated together: 288 KB. The lowest free place is not sought, but
  /// the one freed last is taken, so that few are touched while few wait.
  private static final int CHUNK_SHIFT = 5;

  private static final int CHUNK = 1 << CHUNK_SHIFT;

  /// The place that follows in the same queue, or that is free next.
  private final int[] next = new int[PLACES];

  private final int[] length = new int[PLACES];
  private final long[] sinceNs = new long[PLACES];
  private final boolean[] toEdge = new boolean[PLACES];
  private final @Nullable Flow[] flow = new Flow[PLACES];

  // Of bonded packets.
  private final @Nullable BondFlow[] bonded = new BondFlow[PLACES];
  private final int[] path = new int[PLACES];
  private final int[] sequence = new int[PLACES];
  private final long[] creditNs = new long[PLACES];
  private final @Nullable MemorySegment[] chunks = new MemorySegment[PLACES / CHUNK];
  private int firstFree;
  private int waiting;

  public PacketPool() {
    for (int place = 0; place < PLACES; place++) {
      next[place] = place + 1 < PLACES ? place + 1 : NONE;
    }
  }

  boolean isFull() {
    return firstFree == NONE;
  }

  int waiting() {
    return waiting;
  }

  /// Copies a packet; there must be room, and the packet no longer than [#LONGEST].
  int take(Flow of, boolean toEdge, MemorySegment p, long at, int total, long nowNs) {
    int place = firstFree;
    firstFree = next[place];
    next[place] = NONE;
    flow[place] = of;
    this.toEdge[place] = toEdge;
    length[place] = total;
    sinceNs[place] = nowNs;
    creditNs[place] = 0;
    waiting++;
    MemorySegment.copy(p, at, room(place), offset(place), total);
    return place;
  }

  private MemorySegment room(int place) {
    int chunk = place >>> CHUNK_SHIFT;
    MemorySegment room = chunks[chunk];
    if (room == null) {
      room = Arena.ofAuto().allocate((long) CHUNK * LONGEST, Long.BYTES);
      chunks[chunk] = room;
    }
    return room;
  }

  /// The packet has left, or is dropped.
  public void free(int place) {
    flow[place] = null;
    bonded[place] = null;
    next[place] = firstFree;
    firstFree = place;
    waiting--;
  }

  int next(int place) {
    return next[place];
  }

  void follow(int place, int follower) {
    next[place] = follower;
  }

  /// Where the packet lies.
  public MemorySegment memory(int place) {
    return room(place);
  }

  /// Where in [#memory] it begins.
  public long offset(int place) {
    return (long) (place & CHUNK - 1) * LONGEST;
  }

  public int length(int place) {
    return length[place];
  }

  public Flow flow(int place) {
    Flow of = flow[place];
    if (of == null) {
      throw new IllegalStateException("place: " + place + " (expected: one that holds a packet)");
    }
    return of;
  }

  /// Whether its TCP checksum may have been left to the far side, which then must be an edge.
  public boolean isToEdge(int place) {
    return toEdge[place];
  }

  /// The packet at a place is one of a bond.
  ///
  /// @param itsPath slot of the path that it is to leave by
  /// @param itsCreditNs so long it waits there without being late, as the other ways are longer
  public void bond(int place, BondFlow of, int itsPath, int itsSequence, long itsCreditNs) {
    bonded[place] = of;
    path[place] = itsPath;
    sequence[place] = itsSequence;
    creditNs[place] = itsCreditNs;
  }

  /// A bonded packet is to leave by another path.
  public void reroute(int place, int itsPath) {
    path[place] = itsPath;
  }

  /// Null where the packet is none of a bond.
  public @Nullable BondFlow bonded(int place) {
    return bonded[place];
  }

  /// Of a bonded packet.
  public int path(int place) {
    return path[place];
  }

  /// Of a bonded packet, in its flow.
  public int sequence(int place) {
    return sequence[place];
  }

  /// How long it stands in its queue for no good.
  long stoodNs(int place, long nowNs) {
    return waitedNs(place, nowNs) - creditNs[place];
  }

  long waitedNs(int place, long nowNs) {
    return nowNs - sinceNs[place];
  }
}
