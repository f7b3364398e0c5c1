package io.hawser.lab.traffic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// When each packet of a [Stream] was sent and came. Used by its threads and the scenario, under
/// its lock.
///
/// Kept in blocks, so that growing never copies what there is: that would delay the packets. The
/// oldest blocks are forgotten, a quarter of an hour of a thousand packets a second being kept.
final class StreamLog {
  private static final int BLOCK_BITS = 13;
  private static final int BLOCK_LENGTH = 1 << BLOCK_BITS;
  private static final int BLOCK_MASK = BLOCK_LENGTH - 1;

  /// A power of two.
  private static final int KEPT_BLOCKS = 128;

  /// Packets that are read before the lock is given back: the one thread that sends for all streams
  /// waits for it.
  private static final int AT_A_TIME = 1_000;

  /// Outside of the heap: a collector would carry it about, for a tenth of a second at a time, and
  /// whoever sends would wait for it.
  private static final class Block {
    private static final long PACKET_LENGTH = 24;
    private static final long SENT = 0;
    private static final long ARRIVED = 8;
    private static final long LATE = 16;
    private static final long COPIES = 20;

    private final MemorySegment memory =
        Arena.ofAuto().allocate(BLOCK_LENGTH * PACKET_LENGTH, Long.BYTES);

    void clear() {
      memory.fill((byte) 0);
    }

    long sentNs(int sequence) {
      return memory.get(ValueLayout.JAVA_LONG, at(sequence, SENT));
    }

    int lateUs(int sequence) {
      return memory.get(ValueLayout.JAVA_INT, at(sequence, LATE));
    }

    void sent(int sequence, long nowNs, int lateUs) {
      memory.set(ValueLayout.JAVA_LONG, at(sequence, SENT), nowNs);
      memory.set(ValueLayout.JAVA_INT, at(sequence, LATE), lateUs);
    }

    long arrivedNs(int sequence) {
      return memory.get(ValueLayout.JAVA_LONG, at(sequence, ARRIVED));
    }

    int copies(int sequence) {
      return memory.get(ValueLayout.JAVA_INT, at(sequence, COPIES));
    }

    void arrived(int sequence, long nowNs) {
      int copies = copies(sequence);
      if (copies == 0) {
        memory.set(ValueLayout.JAVA_LONG, at(sequence, ARRIVED), nowNs);
      }
      memory.set(ValueLayout.JAVA_INT, at(sequence, COPIES), copies + 1);
    }

    private static long at(int sequence, long field) {
      return (sequence & BLOCK_MASK) * PACKET_LENGTH + field;
    }
  }

  /// Fair: who gives it back for a moment must not have it again before the sender.
  private final ReentrantLock lock = new ReentrantLock(true);

  private final @Nullable Block[] blocks = new Block[KEPT_BLOCKS];
  private int count;

  private Block block(int sequence) {
    return Objects.requireNonNull(blocks[(sequence >>> BLOCK_BITS) & (KEPT_BLOCKS - 1)]);
  }

  private long sentNs(int sequence) {
    return block(sequence).sentNs(sequence);
  }

  /// The oldest packet that is remembered.
  private int oldest() {
    int newestBlock = Math.max(0, count - 1) >>> BLOCK_BITS;
    return Math.max(0, newestBlock - KEPT_BLOCKS + 1) << BLOCK_BITS;
  }

  /// Numbers come in order, from 0.
  void sent(int sequence, long dueNs, long nowNs) {
    lock.lock();
    try {
      note(sequence, dueNs, nowNs);
    } finally {
      lock.unlock();
    }
  }

  private void note(int sequence, long dueNs, long nowNs) {
    if ((sequence & BLOCK_MASK) == 0) {
      beginBlock((sequence >>> BLOCK_BITS) & (KEPT_BLOCKS - 1));
    }
    int lateUs = (int) Math.min(Integer.MAX_VALUE, (nowNs - dueNs) / 1000);
    block(sequence).sent(sequence, nowNs, lateUs);
    count = sequence + 1;
  }

  private void beginBlock(int index) {
    Block again = blocks[index];
    if (again == null) {
      blocks[index] = new Block();
    } else {
      again.clear();
    }
  }

  void arrived(int sequence, long nowNs) {
    lock.lock();
    try {
      noteArrival(sequence, nowNs);
    } finally {
      lock.unlock();
    }
  }

  private void noteArrival(int sequence, long nowNs) {
    if (sequence >= oldest() && sequence < count) {
      block(sequence).arrived(sequence, nowNs);
    }
  }

  /// @throws IllegalStateException where packets of that time are forgotten
  Heard heard(long sinceNs, long untilNs) {
    int from = locked(() -> firstSentAt(sinceNs));
    int to = locked(() -> firstSentAt(untilNs));
    Heard.Builder heard = new Heard.Builder(to - from);
    for (int i = from; i < to; i += AT_A_TIME) {
      int first = i;
      locked(() -> read(heard, first, Math.min(to, first + AT_A_TIME)));
    }
    return heard.build();
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private Heard.Builder read(Heard.Builder heard, int from, int to) {
    if (from < oldest()) {
      throw forgotten(from);
    }
    for (int i = from; i < to; i++) {
      Block block = block(i);
      int copies = block.copies(i);
      heard.add(
          block.sentNs(i),
          copies == 0 ? Heard.NEVER : block.arrivedNs(i),
          Math.max(0, copies - 1),
          block.lateUs(i));
    }
    return heard;
  }

  private IllegalStateException forgotten(int sequence) {
    return new IllegalStateException(
        "packet " + sequence + " of a stream: forgotten (expected: " + oldest() + " or later)");
  }

  long firstArrivalOfSentAfterNs(long sinceNs) {
    return locked(() -> firstOfSentAfterNs(sinceNs));
  }

  private long firstOfSentAfterNs(long sinceNs) {
    long firstNs = Heard.NEVER;
    for (int i = firstSentAt(sinceNs); i < count; i++) {
      firstNs = earlier(firstNs, i, sinceNs);
    }
    return firstNs;
  }

  long firstArrivalAfterNs(long sinceNs) {
    return locked(() -> firstAfterNs(sinceNs));
  }

  private long firstAfterNs(long sinceNs) {
    long firstNs = Heard.NEVER;
    for (int i = count - 1; i >= oldest() && sinceNs - sentNs(i) < Heard.LOST_AFTER_NS; i--) {
      firstNs = earlier(firstNs, i, sinceNs);
    }
    return firstNs;
  }

  private long earlier(long firstNs, int sequence, long sinceNs) {
    long atNs = block(sequence).arrivedNs(sequence);
    boolean counts = block(sequence).copies(sequence) > 0 && atNs - sinceNs >= 0;
    return counts && (firstNs == Heard.NEVER || atNs - firstNs < 0) ? atNs : firstNs;
  }

  /// The number of the first packet that was sent then or later; `count` if there is none.
  private int firstSentAt(long timeNs) {
    int oldest = oldest();
    if (oldest > 0 && sentNs(oldest) - timeNs > 0) {
      throw forgotten(oldest - 1);
    }
    int low = oldest;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sentNs(middle) - timeNs < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
