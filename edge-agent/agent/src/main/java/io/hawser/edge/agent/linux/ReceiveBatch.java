package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/// A ring of buffers that datagrams are received into, some at a time, by one `recvmmsg`.
///
/// Owned by the inbound agent, which lends it to one socket after another. A datagram may be
/// changed in place, headroom before it included; it is valid until the batch is received into
/// again. Receiving allocates nothing where the source is known.
///
/// ```
///   buffer()   | headroom | datagram i, at offset(i), length(i) | spare |   one slot of each
/// ```
public final class ReceiveBatch implements AutoCloseable {
  private static final int CONTROL_LENGTH = 64;

  private final int slots;
  private final int headroom;
  private final int capacity;
  private final int stride;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer;
  private final MemorySegment messages;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final SourceCache sources = new SourceCache();
  private int count;

  /// @param slots datagrams a call takes at most
  /// @param headroom bytes before each datagram that belong to its reader
  /// @param capacity longest datagram; of a longer one [#truncated] is told
  public ReceiveBatch(int slots, int headroom, int capacity) {
    this.slots = slots;
    this.headroom = headroom;
    this.capacity = capacity;
    this.stride = headroom + capacity + 63 & ~63;
    buffer = arena.allocate((long) slots * stride, 64);
    messages = arena.allocate((long) slots * Abi.MMSGHDR_LENGTH, 8);
    vectors = arena.allocate((long) slots * Abi.IOVEC_LENGTH, 8);
    names = arena.allocate((long) slots * Sockaddr.LENGTH, 8);
    controls = arena.allocate((long) slots * CONTROL_LENGTH, 8);
    for (int slot = 0; slot < slots; slot++) {
      layOut(slot);
    }
  }

  private void layOut(int slot) {
    long vector = (long) slot * Abi.IOVEC_LENGTH;
    vectors.set(JAVA_LONG, vector + Abi.IOV_BASE, buffer.address() + offset(slot));
    vectors.set(JAVA_LONG, vector + Abi.IOV_LEN, capacity);
    long message = (long) slot * Abi.MMSGHDR_LENGTH;
    messages.set(
        JAVA_LONG, message + Abi.MSG_NAME, names.address() + (long) slot * Sockaddr.LENGTH);
    messages.set(JAVA_LONG, message + Abi.MSG_IOV, vectors.address() + vector);
    messages.set(JAVA_LONG, message + Abi.MSG_IOVLEN, 1);
    messages.set(
        JAVA_LONG, message + Abi.MSG_CONTROL, controls.address() + (long) slot * CONTROL_LENGTH);
  }

  /// Datagrams that the last receive brought.
  public int count() {
    return count;
  }

  public MemorySegment buffer() {
    return buffer;
  }

  public long offset(int slot) {
    return (long) slot * stride + headroom;
  }

  public int length(int slot) {
    return messages.get(JAVA_INT, (long) slot * Abi.MMSGHDR_LENGTH + Abi.MSG_LEN);
  }

  public InetSocketAddress source(int slot) {
    return sources.find(names, (long) slot * Sockaddr.LENGTH);
  }

  /// True where the datagram was longer than the capacity; what is here of it is worthless.
  public boolean truncated(int slot) {
    int flags = messages.get(JAVA_INT, (long) slot * Abi.MMSGHDR_LENGTH + Abi.MSG_FLAGS);
    return (flags & Abi.MSG_TRUNC) != 0;
  }

  /// True where the last receive filled every slot, so that more may wait.
  public boolean full() {
    return count == slots;
  }

  /// Receives without waiting; answers the count or a negated error.
  int receive(int fd) {
    for (int slot = 0; slot < slots; slot++) {
      long message = (long) slot * Abi.MMSGHDR_LENGTH;
      messages.set(JAVA_INT, message + Abi.MSG_NAMELEN, Sockaddr.V6_LENGTH);
      messages.set(JAVA_LONG, message + Abi.MSG_CONTROLLEN, CONTROL_LENGTH);
    }
    int result = Libc.recvmmsg(fd, messages, slots);
    count = Math.max(result, 0);
    return result;
  }

  /// The socket's count of datagrams lost for want of room, as it was when this one was queued; -1
  /// where the kernel does not say, which means none so far.
  long overflowed(int slot) {
    long length = messages.get(JAVA_LONG, (long) slot * Abi.MMSGHDR_LENGTH + Abi.MSG_CONTROLLEN);
    long control = (long) slot * CONTROL_LENGTH;
    if (length < Abi.CMSG_DATA + Integer.BYTES
        || controls.get(JAVA_INT, control + Abi.CMSG_LEVEL) != Abi.SOL_SOCKET
        || controls.get(JAVA_INT, control + Abi.CMSG_TYPE) != Abi.SO_RXQ_OVFL) {
      return -1;
    }
    return controls.get(JAVA_INT, control + Abi.CMSG_DATA) & 0xFFFF_FFFFL;
  }

  @Override
  public void close() {
    arena.close();
  }
}
