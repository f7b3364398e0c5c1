package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/// A ring of buffers that datagrams are received into, some at a time, by one `recvmmsg`.
///
/// Owned by the inbound agent, which lends it to one socket after another. A datagram may be
/// changed in place; it is valid until the batch is received into again. Receiving allocates
/// nothing where the source is known.
///
/// What the kernel has joined ([Offload#GRO]) fills one slot: datagrams of one source, equally long
/// but the last.
///
/// ```
///   buffer()   | datagram | datagram | short one | spare |   one slot of each
///              |<-------->|  segment(i)
///              |<------------------------------>| length(i), from offset(i) on
/// ```
public final class ReceiveBatch implements AutoCloseable {
  /// Datagrams that the kernel joins at most (Linux, UDP_GRO_CNT_MAX).
  static final int MOST_JOINED = 64;

  /// Errors that one call throws away.
  private static final int ERRORS = 64;

  /// Room for what a socket tells of a message: overflow, length of what was joined, traffic class,
  /// each in 24 bytes.
  private static final int CONTROL_LENGTH = 72;

  private static final int CONTROL_ALIGNMENT = 8;
  private static final int ABSENT = -1;

  private final int slots;
  private final int capacity;
  private final int stride;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer;
  private final MemorySegment messages;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment controls;

  /// Without room for anything: what errors say is not read.
  private final MemorySegment errors;

  private final SourceCache sources = new SourceCache();
  private int count;

  /// @param slots datagrams, or joined ones, that a call takes at most
  /// @param capacity longest of them, bytes; of a longer one [#truncated] is told
  public ReceiveBatch(int slots, int capacity) {
    this.slots = slots;
    this.capacity = capacity;
    this.stride = capacity + 63 & ~63;
    buffer = arena.allocate((long) slots * stride, 64);
    messages = arena.allocate((long) slots * Abi.MMSGHDR_LENGTH, 8);
    vectors = arena.allocate((long) slots * Abi.IOVEC_LENGTH, 8);
    names = arena.allocate((long) slots * Sockaddr.LENGTH, 8);
    controls = arena.allocate((long) slots * CONTROL_LENGTH, 8);
    errors = arena.allocate((long) ERRORS * Abi.MMSGHDR_LENGTH, 8);
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
    return (long) slot * stride;
  }

  public int length(int slot) {
    return messages.get(JAVA_INT, (long) slot * Abi.MMSGHDR_LENGTH + Abi.MSG_LEN);
  }

  /// Length of each datagram in the slot but the last, which may be shorter.
  public int segment(int slot) {
    long joined = number(slot, Abi.SOL_UDP, Abi.UDP_GRO);
    return joined > 0 ? (int) joined : length(slot);
  }

  /// The second byte of the IP header (RFC 2474, RFC 3168); 0 where the kernel does not say.
  public int trafficClass(int slot) {
    long v4 = control(slot, Abi.IPPROTO_IP, Abi.IP_TOS);
    if (v4 != ABSENT) {
      // One byte, unlike all others.
      return controls.get(JAVA_BYTE, v4) & 0xFF;
    }
    long v6 = number(slot, Abi.IPPROTO_IPV6, Abi.IPV6_TCLASS);
    return v6 == ABSENT ? 0 : (int) v6;
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

  /// Throws away what the socket's error queue holds, as far as one call goes; answers whether
  /// there may be more. What was received stays.
  boolean discardErrors(int fd) {
    return Libc.recvErrors(fd, errors, ERRORS) == ERRORS;
  }

  /// The socket's count of datagrams lost for want of room, as it was when this one was queued; -1
  /// where the kernel does not say, which means none so far.
  long overflowed(int slot) {
    return number(slot, Abi.SOL_SOCKET, Abi.SO_RXQ_OVFL);
  }

  /// The 32-bit number in a control message of this kind, or [#ABSENT].
  private long number(int slot, int level, int type) {
    long data = control(slot, level, type);
    return data == ABSENT ? ABSENT : controls.get(JAVA_INT, data) & 0xFFFF_FFFFL;
  }

  /// Where the data of a control message of this kind begin, or [#ABSENT].
  private long control(int slot, int level, int type) {
    long length = messages.get(JAVA_LONG, (long) slot * Abi.MMSGHDR_LENGTH + Abi.MSG_CONTROLLEN);
    long first = (long) slot * CONTROL_LENGTH;
    for (long at = 0; at + Abi.CMSG_DATA < length; ) {
      long control = first + at;
      if (controls.get(JAVA_INT, control + Abi.CMSG_LEVEL) == level
          && controls.get(JAVA_INT, control + Abi.CMSG_TYPE) == type) {
        return control + Abi.CMSG_DATA;
      }
      long own = controls.get(JAVA_LONG, control);
      if (own < Abi.CMSG_DATA) {
        return ABSENT;
      }
      at += own + CONTROL_ALIGNMENT - 1 & -CONTROL_ALIGNMENT;
    }
    return ABSENT;
  }

  @Override
  public void close() {
    arena.close();
  }
}
