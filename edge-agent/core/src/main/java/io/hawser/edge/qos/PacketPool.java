package io.hawser.edge.qos;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.packet.PlaceMemory;
import io.hawser.edge.steer.Flow;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The packets that wait, of all links, each at a place of its own. Allocates while more wait than
/// ever before, and keeps that: 11 MB at most.
public final class PacketPool {
  /// Stands for a place where there is none.
  public static final int NONE = -1;

  /// Packets that may wait. Of 1,400 bytes: 230 ms at 200 Mbit/s.
  static final int PLACES = 4_096;

  /// A packet of a path whose MTU is 9,000 fits.
  static final int LONGEST = 9_216;

  /// What a path of Ethernet's MTU carries, with room.
  static final int USUAL = 1_536;

  /// Packets longer than [#USUAL] that may wait: 38 ms at 1 Gbit/s.
  static final int LONG_PLACES = 512;

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
  private final PlaceMemory usual = new PlaceMemory(PLACES, USUAL);

  // Where a longer packet lies, and the places for those, free as above.
  private final int[] longPlace = new int[PLACES];
  private final int[] nextLong = new int[LONG_PLACES];
  private final PlaceMemory jumbo = new PlaceMemory(LONG_PLACES, LONGEST);

  /// The one freed last, so that few places are touched while few packets wait.
  private int firstFree;

  private int firstLongFree;
  private int waiting;

  public PacketPool() {
    chain(next);
    chain(nextLong);
    Arrays.fill(longPlace, NONE);
  }

  private static void chain(int[] free) {
    for (int place = 0; place < free.length; place++) {
      free[place] = place + 1 < free.length ? place + 1 : NONE;
    }
  }

  /// @param total of the packet, bytes
  boolean hasRoomFor(int total) {
    return firstFree != NONE && (total <= USUAL || firstLongFree != NONE);
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
    if (total > USUAL) {
      longPlace[place] = firstLongFree;
      firstLongFree = nextLong[firstLongFree];
    }
    MemorySegment.copy(p, at, memory(place), offset(place), total);
    return place;
  }

  /// The packet has left, or is dropped.
  public void free(int place) {
    flow[place] = null;
    bonded[place] = null;
    next[place] = firstFree;
    firstFree = place;
    waiting--;
    int itsLong = longPlace[place];
    if (itsLong != NONE) {
      nextLong[itsLong] = firstLongFree;
      firstLongFree = itsLong;
      longPlace[place] = NONE;
    }
  }

  int next(int place) {
    return next[place];
  }

  void follow(int place, int follower) {
    next[place] = follower;
  }

  /// Where the packet lies.
  public MemorySegment memory(int place) {
    int itsLong = longPlace[place];
    return itsLong == NONE ? usual.of(place) : jumbo.of(itsLong);
  }

  /// Where in [#memory] it begins.
  public long offset(int place) {
    int itsLong = longPlace[place];
    return itsLong == NONE ? usual.offset(place) : jumbo.offset(itsLong);
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
