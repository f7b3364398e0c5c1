package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Datagrams of one socket that leave together, by one `sendmmsg` where the kernel takes them all.
///
/// Owned by the outbound agent. Borrowed bytes are copied; nothing is allocated.
final class SendBatch implements AutoCloseable {
  /// Messages in one call: more gains nothing that was measured.
  private static final int SLOTS = 64;

  /// Bytes of one batch: 64 of 1,500, or 14 jumbo frames.
  private static final int CAPACITY = 128 * 1024;

  private final IpFamily family;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes = arena.allocate(CAPACITY, 64);
  private final MemorySegment messages = arena.allocate((long) SLOTS * Abi.MMSGHDR_LENGTH, 8);
  private final MemorySegment vectors = arena.allocate((long) SLOTS * Abi.IOVEC_LENGTH, 8);
  private final MemorySegment names = arena.allocate((long) SLOTS * Sockaddr.LENGTH, 8);
  private final DestinationCache destinations =
      new DestinationCache(arena.allocate(DestinationCache.LENGTH, 8));
  private final @Nullable InetSocketAddress[] waiting = new InetSocketAddress[SLOTS];
  private int count;
  private int used;

  SendBatch(IpFamily family) {
    this.family = family;
    for (int slot = 0; slot < SLOTS; slot++) {
      long message = (long) slot * Abi.MMSGHDR_LENGTH;
      long vector = (long) slot * Abi.IOVEC_LENGTH;
      messages.set(
          JAVA_LONG, message + Abi.MSG_NAME, names.address() + (long) slot * Sockaddr.LENGTH);
      messages.set(JAVA_INT, message + Abi.MSG_NAMELEN, Sockaddr.length(family));
      messages.set(JAVA_LONG, message + Abi.MSG_IOV, vectors.address() + vector);
      messages.set(JAVA_LONG, message + Abi.MSG_IOVLEN, 1);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// True where a datagram of this length finds room without a flush.
  boolean takes(int length) {
    return count < SLOTS && used + length <= CAPACITY;
  }

  void add(MemorySegment from, long offset, int length, InetSocketAddress destination) {
    MemorySegment.copy(from, offset, bytes, used, length);
    long vector = (long) count * Abi.IOVEC_LENGTH;
    vectors.set(JAVA_LONG, vector + Abi.IOV_BASE, bytes.address() + used);
    vectors.set(JAVA_LONG, vector + Abi.IOV_LEN, length);
    destinations.copy(destination, names, (long) count * Sockaddr.LENGTH);
    waiting[count] = destination;
    count++;
    used += length + 7 & ~7;
  }

  /// Sends all; what the kernel refuses is told to `listener` and the rest goes on.
  void flush(int fd, LinkSocket.Listener listener) {
    int next = 0;
    while (next < count) {
      int result = Libc.sendmmsg(fd, messages, next, count - next);
      if (result > 0) {
        next += result;
      } else if (!Errno.EINTR.is(result)) {
        refuse(next++, SendRefusal.of(result), listener);
      }
    }
    count = 0;
    used = 0;
  }

  private void refuse(int slot, SendRefusal reason, LinkSocket.Listener listener) {
    InetSocketAddress destination = waiting[slot];
    if (destination != null) {
      long length = vectors.get(JAVA_LONG, (long) slot * Abi.IOVEC_LENGTH + Abi.IOV_LEN);
      boolean foreign = IpFamily.of(destination.getAddress()) != family;
      listener.refused(destination, (int) length, foreign ? SendRefusal.WRONG_FAMILY : reason);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
