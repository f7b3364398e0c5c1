package io.hawser.lab.emulator;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.hawser.lab.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What one `recvmmsg` fills: frames of the store and their receive times. Shared by all sockets of
/// the loop.
///
/// Layouts of 64-bit Linux: `struct mmsghdr` is a `struct msghdr` (56 bytes) and the length
/// received; the control message is a header of 16 bytes and a `struct timespec`.
final class ReceiveBatch {
  static final int CAPACITY = 32;

  private static final int MESSAGE_LENGTH = 64;
  private static final int VECTOR_LENGTH = 16;
  private static final int CONTROL_LENGTH = 32;
  private static final int MESSAGE_VECTOR = 16;
  private static final int MESSAGE_VECTOR_COUNT = 24;
  private static final int MESSAGE_CONTROL = 32;
  private static final int MESSAGE_CONTROL_LENGTH = 40;
  private static final int MESSAGE_RECEIVED = 56;
  private static final int CONTROL_SECONDS = 16;
  private static final int CONTROL_NANOSECONDS = 24;

  private final MemorySegment messages = Arena.global().allocate(CAPACITY * MESSAGE_LENGTH, 8);
  private final MemorySegment vectors = Arena.global().allocate(CAPACITY * VECTOR_LENGTH, 8);
  private final MemorySegment controls = Arena.global().allocate(CAPACITY * CONTROL_LENGTH, 8);
  private final int[] frames = new int[CAPACITY];
  private final FrameStore store;

  ReceiveBatch(FrameStore store) {
    this.store = store;
    for (int i = 0; i < CAPACITY; i++) {
      long message = (long) i * MESSAGE_LENGTH;
      messages.set(
          JAVA_LONG, message + MESSAGE_VECTOR, vectors.address() + (long) i * VECTOR_LENGTH);
      messages.set(JAVA_LONG, message + MESSAGE_VECTOR_COUNT, 1);
      messages.set(
          JAVA_LONG, message + MESSAGE_CONTROL, controls.address() + (long) i * CONTROL_LENGTH);
      frames[i] = store.take();
      point(i);
    }
  }

  /// Reads what is there; answers how many frames.
  int receive(int descriptor) {
    for (int i = 0; i < CAPACITY; i++) {
      messages.set(JAVA_LONG, (long) i * MESSAGE_LENGTH + MESSAGE_CONTROL_LENGTH, CONTROL_LENGTH);
    }
    return Math.max(0, Libc.recvmmsg(descriptor, messages.address(), CAPACITY));
  }

  /// Hands over a received frame and puts a new one in its place; [Frames#NONE] if the store is
  /// exhausted.
  int take(int index) {
    int fresh = store.take();
    if (fresh == Frames.NONE) {
      return Frames.NONE;
    }
    int frame = frames[index];
    store.length(frame, messages.get(JAVA_INT, (long) index * MESSAGE_LENGTH + MESSAGE_RECEIVED));
    frames[index] = fresh;
    point(index);
    return frame;
  }

  /// When the kernel received the frame, on the wall clock.
  long receivedEpochNs(int index) {
    long control = (long) index * CONTROL_LENGTH;
    return controls.get(JAVA_LONG, control + CONTROL_SECONDS) * 1_000_000_000L
        + controls.get(JAVA_LONG, control + CONTROL_NANOSECONDS);
  }

  private void point(int index) {
    long vector = (long) index * VECTOR_LENGTH;
    vectors.set(JAVA_LONG, vector, store.address(frames[index]));
    vectors.set(JAVA_LONG, vector + 8, FrameStore.SLOT_LENGTH);
  }
}
