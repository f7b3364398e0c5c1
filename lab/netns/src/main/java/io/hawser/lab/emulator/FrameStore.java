package io.hawser.lab.emulator;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The frames that the emulator holds, in native memory of equal slots, taken in chunks as they are
/// needed.
///
/// Owned by the emulator's loop; not thread-safe.
final class FrameStore implements Frames {
  static final int SLOT_LENGTH = 2048;

  private static final int SLOTS_PER_CHUNK = 1024;

  /// 256 MB: a second of 1 Gbit/s in full-sized frames, and some.
  private static final int LARGEST_CAPACITY = 128 * SLOTS_PER_CHUNK;

  private final List<MemorySegment> chunks = new ArrayList<>();
  private int[] free = new int[0];
  private int freeCount;
  private byte[] users = new byte[0];
  private int[] length = new int[0];

  /// An unused frame, with one user; [#NONE] if the store is exhausted.
  int take() {
    if (freeCount == 0 && !grow()) {
      return NONE;
    }
    int frame = free[--freeCount];
    users[frame] = 1;
    return frame;
  }

  @Override
  public void retain(int frame) {
    users[frame]++;
  }

  @Override
  public void release(int frame) {
    if (--users[frame] == 0) {
      free[freeCount++] = frame;
    }
  }

  int length(int frame) {
    return length[frame];
  }

  void length(int frame, int bytes) {
    length[frame] = bytes;
  }

  long address(int frame) {
    return chunk(frame).address() + offset(frame);
  }

  int byteAt(int frame, int index) {
    return chunk(frame).get(JAVA_BYTE, offset(frame) + index) & 0xFF;
  }

  private MemorySegment chunk(int frame) {
    return chunks.get(frame / SLOTS_PER_CHUNK);
  }

  private static long offset(int frame) {
    return (long) (frame % SLOTS_PER_CHUNK) * SLOT_LENGTH;
  }

  private boolean grow() {
    int old = users.length;
    if (old == LARGEST_CAPACITY) {
      return false;
    }
    chunks.add(Arena.global().allocate((long) SLOTS_PER_CHUNK * SLOT_LENGTH, 64));
    users = Arrays.copyOf(users, old + SLOTS_PER_CHUNK);
    length = Arrays.copyOf(length, old + SLOTS_PER_CHUNK);
    free = new int[old + SLOTS_PER_CHUNK];
    for (int i = 0; i < SLOTS_PER_CHUNK; i++) {
      free[freeCount++] = old + SLOTS_PER_CHUNK - 1 - i;
    }
    return true;
  }
}
