package io.hawser.edge.playout;

import io.hawser.edge.packet.PlaceMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The packets that wait for their time, of all flows, the next one to leave first: a binary heap
/// of places. Owned by the inbound agent; allocates while more are held than ever before.
final class PacketHeap {
  /// Packets that may be held, and one more. At 60 ms: a thousand calls, or 16 flows of 50 Mbit/s.
  static final int PLACES = 4_096;

  /// What a path of Ethernet's MTU carries, with room.
  static final int LONGEST = 1_536;

  /// How a packet came.
  enum Kind {
    IN_TIME,
    LATE,
    /// Without the time at which it was sent.
    UNSTAMPED
  }

  /// Stands for no place in the order.
  static final int NONE = -1;

  private final PlaceMemory memory = new PlaceMemory(PLACES, LONGEST);
  private final @Nullable PlayoutFlow[] owner = new PlayoutFlow[PLACES];
  private final long[] dueNs = new long[PLACES];
  private final long[] turn = new long[PLACES];
  private final long[] stampUs = new long[PLACES];
  private final Kind[] kind = new Kind[PLACES];
  private final int[] length = new int[PLACES];

  /// The places in use, as a heap; behind them the free ones.
  private final int[] heap = new int[PLACES];

  private int held;
  private long bytes;
  private long turns;

  PacketHeap() {
    Arrays.fill(kind, Kind.UNSTAMPED);
    for (int i = 0; i < PLACES; i++) {
      heap[i] = i;
    }
  }

  int held() {
    return held;
  }

  long bytes() {
    return bytes;
  }

  boolean isFull() {
    return held == PLACES;
  }

  /// Holds a copy of a packet no longer than [#LONGEST]; there must be room.
  ///
  /// @param sentUs of one that came with its time
  void put(
      PlayoutFlow of,
      Kind itsKind,
      long itsDueNs,
      long sentUs,
      MemorySegment p,
      long at,
      int total) {
    int place = heap[held];
    owner[place] = of;
    dueNs[place] = itsDueNs;
    turn[place] = turns++;
    stampUs[place] = sentUs;
    kind[place] = itsKind;
    length[place] = total;
    MemorySegment.copy(p, at, memory.of(place), offset(place), total);
    of.held++;
    bytes += total;
    rise(held++);
  }

  /// When the first one is to leave; there must be one.
  long firstDueNs() {
    return dueNs[heap[0]];
  }

  /// Where in the order that one of a flow stands which is to leave first, or [#NONE].
  int firstOf(PlayoutFlow flow) {
    int first = NONE;
    for (int i = 0; i < held; i++) {
      if (owner[heap[i]] == flow && (first == NONE || isBefore(heap[i], heap[first]))) {
        first = i;
      }
    }
    return first;
  }

  /// Takes out what stands there, 0 for the first one; answers its place, whose packet is valid
  /// until the next [#put].
  int take(int index) {
    int place = heap[index];
    held--;
    bytes -= length[place];
    ownerOf(place).held--;
    heap[index] = heap[held];
    heap[held] = place;
    if (index < held) {
      sink(index);
      rise(index);
    }
    return place;
  }

  PlayoutFlow ownerOf(int place) {
    PlayoutFlow of = owner[place];
    if (of == null) {
      throw new IllegalStateException("place: " + place + " (expected: one that held a packet)");
    }
    return of;
  }

  /// By the time, then in the order in which they came.
  private boolean isBefore(int place, int other) {
    return dueNs[place] < dueNs[other]
        || (dueNs[place] == dueNs[other] && turn[place] < turn[other]);
  }

  private void rise(int index) {
    int at = index;
    while (at > 0 && isBefore(heap[at], heap[at - 1 >> 1])) {
      swap(at, at - 1 >> 1);
      at = at - 1 >> 1;
    }
  }

  private void sink(int index) {
    int at = index;
    while (true) {
      int least = at;
      for (int child = 2 * at + 1; child <= 2 * at + 2 && child < held; child++) {
        least = isBefore(heap[child], heap[least]) ? child : least;
      }
      if (least == at) {
        return;
      }
      swap(at, least);
      at = least;
    }
  }

  private void swap(int one, int other) {
    int place = heap[one];
    heap[one] = heap[other];
    heap[other] = place;
  }

  Kind kind(int place) {
    return kind[place];
  }

  long stampUs(int place) {
    return stampUs[place];
  }

  int length(int place) {
    return length[place];
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
