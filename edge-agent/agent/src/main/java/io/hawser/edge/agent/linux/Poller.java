package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Lets an agent's thread sleep until a descriptor is readable, another thread wakes it, or a
/// deadline comes.
///
/// Owned by that thread, except [#wake], which any thread may call. Waiting costs nothing: there is
/// no spinning and no tick. The timeout does not run while the machine is suspended.
public final class Poller implements AutoCloseable {
  /// Descriptors one thread may watch: 64 links with two families and two ports each, and a TUN.
  private static final int CAPACITY = 4 * 64 + 2;

  private static final int WAKE_UP = 0;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment entries = arena.allocate((long) CAPACITY * Abi.POLLFD_LENGTH, 8);
  private final MemorySegment counter = arena.allocate(JAVA_LONG);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
  private final Descriptor wakeUp = Descriptor.placeholder();
  private int size;

  public Poller() {
    watch(wakeUp.number());
  }

  /// Adds a descriptor; answers the slot to ask [#ready] for.
  public int watch(int fd) {
    if (size == CAPACITY) {
      throw new IllegalStateException("descriptors: " + size + " (expected: no more)");
    }
    long entry = (long) size * Abi.POLLFD_LENGTH;
    entries.set(JAVA_INT, entry, fd);
    entries.set(JAVA_SHORT, entry + Abi.POLLFD_EVENTS, Abi.POLLIN);
    entries.set(JAVA_SHORT, entry + Abi.POLLFD_REVENTS, (short) 0);
    return size++;
  }

  /// Forgets every descriptor, so that a changed set can be watched from slot 1 on.
  public void clear() {
    size = WAKE_UP + 1;
  }

  /// Sleeps until something is ready, [#wake] was called since the last return, or `timeoutNs` has
  /// passed; 0 only looks, a negative timeout sleeps without end. Answers the number of descriptors
  /// that are ready.
  public int await(long timeoutNs) {
    int ready = Libc.ppoll(entries, size, timeoutNs);
    if (ready < 0) {
      forgetAnswers();
      if (!Errno.EINTR.is(ready)) {
        LinuxException.check(ready, "poller", "ppoll");
      }
      return 0;
    }
    if (ready(WAKE_UP)) {
      Libc.read(wakeUp.number(), counter, 0, Long.BYTES);
      ready--;
    }
    return ready;
  }

  /// True where the last [#await] found input, an error or a hang-up on this slot.
  public boolean ready(int slot) {
    return entries.get(JAVA_SHORT, (long) slot * Abi.POLLFD_LENGTH + Abi.POLLFD_REVENTS) != 0;
  }

  /// True where the last [#await] found an error on this slot, besides whatever else. It finds it
  /// again until the error is taken.
  public boolean failed(int slot) {
    long entry = (long) slot * Abi.POLLFD_LENGTH;
    return (entries.get(JAVA_SHORT, entry + Abi.POLLFD_REVENTS) & Abi.POLLERR) != 0;
  }

  /// Ends the current or the next [#await]. Any thread.
  public void wake() {
    Libc.write(wakeUp.number(), one, 0, Long.BYTES);
  }

  private void forgetAnswers() {
    for (int slot = 0; slot < size; slot++) {
      entries.set(JAVA_SHORT, (long) slot * Abi.POLLFD_LENGTH + Abi.POLLFD_REVENTS, (short) 0);
    }
  }

  /// Call after the threads that might still [#wake] have ended.
  @Override
  public void close() {
    wakeUp.close();
    arena.close();
  }
}
