package io.hawser.edge.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The memory that datagrams of all links lie in, one behind the other, from being sealed until
/// they have been sent. Owned by the outbound agent.
public final class SendArena implements AutoCloseable {
  /// Room for some super-packets of 64 KB; more would fall out of the processor's cache before it
  /// is sent.
  private static final int CAPACITY = 512 * 1024;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(CAPACITY, 64);
  private int used;

  public MemorySegment memory() {
    return memory;
  }

  /// Whether `length` bytes are free.
  public boolean has(int length) {
    return used + length <= CAPACITY;
  }

  /// Where they are.
  public int next() {
    return used;
  }

  /// The datagram of `length` bytes at `offset` stays until [#clear].
  public void keep(long offset, int length) {
    used = (int) offset + length;
  }

  /// Everything has been sent.
  public void clear() {
    used = 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
