package io.hawser.edge.bond;

import io.hawser.edge.packet.PlaceMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The packets of all flows that wait for one that they overtook, each at a place of its own, found
/// by flow and sequence. A place may hold a *stone*: nothing is to come there. Owned by the inbound
/// agent; allocates while more are held than ever before.
final class HeldPackets {
  /// Stands for a place where there is none.
  static final int NONE = -1;

  /// Packets that may be held: 100 ms at 450 Mbit/s.
  static final int PLACES = 4_096;

  /// What a path of Ethernet's MTU carries, with room. A longer packet is not held.
  static final int LONGEST = 1_536;

  /// Of all places: 6.3 MB.
  static final long MOST_BYTES = (long) PLACES * LONGEST;

  private static final int BUCKETS = 2 * PLACES;

  /// 2^32 divided by the golden ratio (Knuth's multiplicative hash).
  private static final int GOLDEN = 0x9E37_79B9;

  private final PlaceMemory memory = new PlaceMemory(PLACES, LONGEST);
  private final @Nullable Resequencer[] owner = new Resequencer[PLACES];
  private final int[] sequence = new int[PLACES];
  private final int[] length = new int[PLACES];
  private final long[] arrivedNs = new long[PLACES];

  /// The first place of each bucket, and the one that follows it there or among the free ones.
  private final int[] bucket = new int[BUCKETS];

  private final int[] following = new int[PLACES];

  /// Neighbours among those of one flow, in the order in which they came.
  private final int[] earlier = new int[PLACES];

  private final int[] later = new int[PLACES];
  private int firstFree;
  private int held;
  private long bytes;

  HeldPackets() {
    Arrays.fill(bucket, NONE);
    for (int place = 0; place < PLACES; place++) {
      following[place] = place + 1 < PLACES ? place + 1 : NONE;
    }
  }

  boolean isFull() {
    return firstFree == NONE;
  }

  int held() {
    return held;
  }

  long bytes() {
    return bytes;
  }

  /// Holds a copy of a packet no longer than [#LONGEST], or a stone where `total` is 0; there must
  /// be room, and nothing of this sequence.
  int put(Resequencer of, int itsSequence, MemorySegment p, long at, int total, long nowNs) {
    int place = firstFree;
    firstFree = following[place];
    owner[place] = of;
    sequence[place] = itsSequence;
    length[place] = total;
    arrivedNs[place] = nowNs;
    int hash = hash(of, itsSequence);
    following[place] = bucket[hash];
    bucket[hash] = place;
    earlier[place] = of.newest;
    later[place] = NONE;
    if (of.newest == NONE) {
      of.oldest = place;
    } else {
      later[of.newest] = place;
    }
    of.newest = place;
    held++;
    bytes += total;
    MemorySegment.copy(p, at, memory.of(place), offset(place), total);
    return place;
  }

  private static int hash(Resequencer of, int itsSequence) {
    int mixed = (of.number * GOLDEN + itsSequence) * GOLDEN;
    return mixed >>> Integer.numberOfLeadingZeros(BUCKETS - 1);
  }

  /// The place of a flow's sequence, or [#NONE] where it is not held.
  int find(Resequencer of, int itsSequence) {
    int place = bucket[hash(of, itsSequence)];
    while (place != NONE && (owner[place] != of || sequence[place] != itsSequence)) {
      place = following[place];
    }
    return place;
  }

  /// Its packet is not waiting any more.
  void free(int place) {
    Resequencer of = ownerOf(place);
    unchain(of, place);
    int before = earlier[place];
    int after = later[place];
    if (before == NONE) {
      of.oldest = after;
    } else {
      later[before] = after;
    }
    if (after == NONE) {
      of.newest = before;
    } else {
      earlier[after] = before;
    }
    owner[place] = null;
    following[place] = firstFree;
    firstFree = place;
    held--;
    bytes -= length[place];
  }

  private void unchain(Resequencer of, int place) {
    int hash = hash(of, sequence[place]);
    if (bucket[hash] == place) {
      bucket[hash] = following[place];
      return;
    }
    int before = bucket[hash];
    while (following[before] != place) {
      before = following[before];
    }
    following[before] = following[place];
  }

  private Resequencer ownerOf(int place) {
    Resequencer of = owner[place];
    if (of == null) {
      throw new IllegalStateException("place: " + place + " (expected: one that holds a packet)");
    }
    return of;
  }

  int sequence(int place) {
    return sequence[place];
  }

  /// 0 of a stone.
  int length(int place) {
    return length[place];
  }

  /// The next of the same flow in the order in which they came, or [#NONE].
  int later(int place) {
    return later[place];
  }

  long arrivedNs(int place) {
    return arrivedNs[place];
  }

  /// Where the packet lies.
  MemorySegment memory(int place) {
    return memory.of(place);
  }

  /// Where in [#memory] it begins.
  long offset(int place) {
    return memory.offset(place);
  }
}
