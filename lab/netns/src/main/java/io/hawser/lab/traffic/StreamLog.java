package io.hawser.lab.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// When each packet of a [Stream] was sent and came. Used by its threads and the scenario, under
/// its lock.
///
/// Kept in blocks, so that growing never copies what there is: that would delay the packets.
final class StreamLog {
  private static final int BLOCK_BITS = 13;
  private static final int BLOCK_LENGTH = 1 << BLOCK_BITS;
  private static final int BLOCK_MASK = BLOCK_LENGTH - 1;

  /// Packets that are read before the lock is given back: the one thread that sends for all streams
  /// waits for it.
  private static final int AT_A_TIME = 1_000;

  private static final class Block {
    final long[] sentNs = new long[BLOCK_LENGTH];
    final long[] arrivedNs = new long[BLOCK_LENGTH];
    final int[] lateUs = new int[BLOCK_LENGTH];
    final int[] copies = new int[BLOCK_LENGTH];
  }

  /// Fair: who gives it back for a moment must not have it again before the sender.
  private final ReentrantLock lock = new ReentrantLock(true);

  private final List<Block> blocks = new ArrayList<>();
  private int count;

  private Block block(int sequence) {
    return blocks.get(sequence >>> BLOCK_BITS);
  }

  private long sentNs(int sequence) {
    return block(sequence).sentNs[sequence & BLOCK_MASK];
  }

  private long arrivedNs(int sequence) {
    return block(sequence).arrivedNs[sequence & BLOCK_MASK];
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
    if (sequence >>> BLOCK_BITS == blocks.size()) {
      blocks.add(new Block());
    }
    Block block = block(sequence);
    block.sentNs[sequence & BLOCK_MASK] = nowNs;
    block.lateUs[sequence & BLOCK_MASK] = (int) Math.min(Integer.MAX_VALUE, (nowNs - dueNs) / 1000);
    count = sequence + 1;
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
    if (sequence < 0 || sequence >= count) {
      return;
    }
    Block block = block(sequence);
    int at = sequence & BLOCK_MASK;
    if (block.copies[at] == 0) {
      block.arrivedNs[at] = nowNs;
    }
    block.copies[at]++;
  }

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
    for (int i = from; i < to; i++) {
      Block block = block(i);
      int at = i & BLOCK_MASK;
      heard.add(
          block.sentNs[at],
          block.copies[at] == 0 ? Heard.NEVER : block.arrivedNs[at],
          Math.max(0, block.copies[at] - 1),
          block.lateUs[at]);
    }
    return heard;
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
    for (int i = count - 1; i >= 0 && sinceNs - sentNs(i) < Heard.LOST_AFTER_NS; i--) {
      firstNs = earlier(firstNs, i, sinceNs);
    }
    return firstNs;
  }

  private long earlier(long firstNs, int sequence, long sinceNs) {
    long atNs = arrivedNs(sequence);
    boolean counts = block(sequence).copies[sequence & BLOCK_MASK] > 0 && atNs - sinceNs >= 0;
    return counts && (firstNs == Heard.NEVER || atNs - firstNs < 0) ? atNs : firstNs;
  }

  /// The number of the first packet that was sent then or later; `count` if there is none.
  private int firstSentAt(long timeNs) {
    int low = 0;
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
