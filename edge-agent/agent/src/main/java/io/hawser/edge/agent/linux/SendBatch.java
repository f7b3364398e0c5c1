package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Datagrams of one socket that leave together, by one `sendmmsg` where the kernel takes them all.
///
/// Datagrams that lie behind each other, go to one destination, are of one traffic class and
/// equally long (the last one may be shorter) make one message, which the kernel or the device cuts
/// again (UDP GSO, `udp(7)`). Owned by the outbound agent. Nothing is copied and nothing allocated:
/// the bytes must stay until [#flush].
final class SendBatch implements AutoCloseable {
  /// Messages in one call: more gains nothing that was measured.
  private static final int SLOTS = 64;

  /// Datagrams in a message (Linux, UDP_MAX_SEGMENTS before 6.6).
  private static final int SEGMENTS = 64;

  /// The longest payload that IPv4's length field leaves to a UDP datagram.
  private static final int LONGEST = 65_507;

  /// What a control message with one number takes. Those of a slot lie so that either alone or both
  /// are one piece:
  ///
  /// ```
  ///   | traffic class | length of a segment |
  /// ```
  private static final int CONTROL_SPACE = 24;

  private static final int CLASS_LENGTH = Abi.CMSG_DATA + Integer.BYTES;
  private static final int SEGMENT_LENGTH = Abi.CMSG_DATA + Short.BYTES;

  /// After a full queue, so many datagrams go each as a message of its own: a queue that cuts
  /// messages itself (tbf) says that it had no room only where it took nothing of one.
  private static final int ALONE = 4_096;

  private final IpFamily family;
  private final Arena arena = Arena.ofShared();
  // One place more, for the pieces of a message that the kernel would not cut.
  private final MemorySegment messages = arena.allocate((SLOTS + 1L) * Abi.MMSGHDR_LENGTH, 8);
  private final MemorySegment vectors = arena.allocate((SLOTS + 1L) * Abi.IOVEC_LENGTH, 8);
  private final MemorySegment names = arena.allocate((SLOTS + 1L) * Sockaddr.LENGTH, 8);
  private final MemorySegment controls = arena.allocate((SLOTS + 1L) * 2 * CONTROL_SPACE, 8);
  private final DestinationCache destinations =
      new DestinationCache(arena.allocate(DestinationCache.LENGTH, 8));
  private final @Nullable InetSocketAddress[] waiting = new InetSocketAddress[SLOTS];
  private final int[] size = new int[SLOTS];
  private final int[] length = new int[SLOTS];
  private final int[] trafficClass = new int[SLOTS];
  private final long[] start = new long[SLOTS];
  // Set by whoever opens the socket, then by outbound.
  private volatile boolean segments;
  private boolean closed;
  private int count;
  private int alone;

  SendBatch(IpFamily family) {
    this.family = family;
    for (int slot = 0; slot <= SLOTS; slot++) {
      long message = message(slot);
      messages.set(
          JAVA_LONG, message + Abi.MSG_NAME, names.address() + (long) slot * Sockaddr.LENGTH);
      messages.set(JAVA_INT, message + Abi.MSG_NAMELEN, Sockaddr.length(family));
      messages.set(JAVA_LONG, message + Abi.MSG_IOV, vectors.address() + vector(slot));
      messages.set(JAVA_LONG, message + Abi.MSG_IOVLEN, 1);
      layOutControls(control(slot));
    }
  }

  private void layOutControls(long control) {
    boolean v4 = family == IpFamily.V4;
    controls.set(JAVA_LONG, control, CLASS_LENGTH);
    controls.set(JAVA_INT, control + Abi.CMSG_LEVEL, v4 ? Abi.IPPROTO_IP : Abi.IPPROTO_IPV6);
    controls.set(JAVA_INT, control + Abi.CMSG_TYPE, v4 ? Abi.IP_TOS : Abi.IPV6_TCLASS);
    long segment = control + CONTROL_SPACE;
    controls.set(JAVA_LONG, segment, SEGMENT_LENGTH);
    controls.set(JAVA_INT, segment + Abi.CMSG_LEVEL, Abi.SOL_UDP);
    controls.set(JAVA_INT, segment + Abi.CMSG_TYPE, Abi.UDP_SEGMENT);
  }

  /// Whether the socket that it is for cuts messages ([Offload#GSO]).
  void segments(boolean can) {
    segments = can;
  }

  boolean segments() {
    return segments;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// True where another datagram surely finds room.
  boolean hasRoom() {
    return count < SLOTS;
  }

  void add(
      MemorySegment from,
      long offset,
      int bytes,
      InetSocketAddress destination,
      int ofTrafficClass) {
    long address = from.address() + offset;
    if (joins(address, bytes, destination, ofTrafficClass)) {
      int slot = count - 1;
      length[slot] += bytes;
      closed = bytes < size[slot];
      vectors.set(JAVA_LONG, vector(slot) + Abi.IOV_LEN, length[slot]);
      return;
    }
    alone = Math.max(0, alone - 1);
    int slot = count++;
    start[slot] = address;
    size[slot] = bytes;
    length[slot] = bytes;
    trafficClass[slot] = ofTrafficClass;
    closed = false;
    waiting[slot] = destination;
    describe(slot, slot, address, bytes);
  }

  private boolean joins(
      long address, int bytes, InetSocketAddress destination, int ofTrafficClass) {
    int slot = count - 1;
    return segments
        && alone == 0
        && slot >= 0
        && !closed
        && bytes <= size[slot]
        && start[slot] + length[slot] == address
        && length[slot] + bytes <= LONGEST
        && length[slot] < (SEGMENTS - 1) * size[slot] + 1
        && ofTrafficClass == trafficClass[slot]
        && destination.equals(waiting[slot]);
  }

  /// Lays out the message in `slot` for the destination of the one in `of`.
  private void describe(int slot, int of, long address, int bytes) {
    vectors.set(JAVA_LONG, vector(slot) + Abi.IOV_BASE, address);
    vectors.set(JAVA_LONG, vector(slot) + Abi.IOV_LEN, bytes);
    InetSocketAddress destination = waiting[of];
    if (destination != null) {
      destinations.copy(destination, names, (long) slot * Sockaddr.LENGTH);
    }
  }

  /// Tells the kernel of the message in `slot` what it is to know of the one in `of`: the traffic
  /// class, and where it is to be cut.
  private void instruct(int slot, int of, boolean cut) {
    boolean marked = trafficClass[of] != 0;
    long control = control(slot);
    controls.set(JAVA_INT, control + Abi.CMSG_DATA, trafficClass[of]);
    controls.set(JAVA_SHORT, control + CONTROL_SPACE + Abi.CMSG_DATA, (short) size[of]);
    long first = marked ? control : control + CONTROL_SPACE;
    int space = (marked ? CONTROL_SPACE : 0) + (cut ? CONTROL_SPACE : 0);
    messages.set(JAVA_LONG, message(slot) + Abi.MSG_CONTROL, controls.address() + first);
    messages.set(JAVA_LONG, message(slot) + Abi.MSG_CONTROLLEN, space);
  }

  /// Sends all; what the kernel refuses is told to `listener` and the rest goes on.
  void flush(int fd, LinkSocket.Listener listener) {
    for (int slot = 0; slot < count; slot++) {
      instruct(slot, slot, length[slot] > size[slot]);
    }
    int next = 0;
    while (next < count) {
      int result = send(fd, next, count - next);
      if (result > 0) {
        next += result;
      } else {
        goOn(fd, next++, result, listener);
      }
    }
    count = 0;
  }

  /// Sends messages from `first` on; answers how many left or, where none did, why. What may be an
  /// ICMP message's about an earlier datagram is no answer about this one: it is sent again.
  private int send(int fd, int first, int many) {
    int tries = 0;
    int result;
    do {
      result = Libc.sendmmsg(fd, messages, first, many);
    } while (Errno.EINTR.is(result) || (Errno.mayBeOfIcmp(result) && ++tries < LinkSocket.TRIES));
    return result;
  }

  /// The message in `slot` was refused. Where the kernel may only have refused to cut it, its
  /// datagrams are sent one by one.
  private void goOn(int fd, int slot, int result, LinkSocket.Listener listener) {
    boolean uncut =
        length[slot] > size[slot]
            && (Errno.EIO.is(result) || Errno.EINVAL.is(result) || Errno.EMSGSIZE.is(result));
    if (Errno.EIO.is(result)) {
      segments = false;
    }
    if (Errno.ENOBUFS.is(result)) {
      alone = ALONE;
    }
    for (int from = 0; from < length[slot]; from += size[slot]) {
      int bytes = Math.min(size[slot], length[slot] - from);
      int single = uncut ? sendSingle(fd, slot, start[slot] + from, bytes) : result;
      if (single < 0) {
        refuse(waiting[slot], bytes, SendRefusal.of(single), listener);
      }
    }
  }

  private int sendSingle(int fd, int slot, long address, int bytes) {
    describe(SLOTS, slot, address, bytes);
    instruct(SLOTS, slot, false);
    return send(fd, SLOTS, 1);
  }

  private void refuse(
      @Nullable InetSocketAddress destination,
      int bytes,
      SendRefusal reason,
      LinkSocket.Listener listener) {
    if (destination != null) {
      boolean foreign = IpFamily.of(destination.getAddress()) != family;
      listener.refused(destination, bytes, foreign ? SendRefusal.WRONG_FAMILY : reason);
    }
  }

  private static long message(int slot) {
    return (long) slot * Abi.MMSGHDR_LENGTH;
  }

  private static long control(int slot) {
    return (long) slot * 2 * CONTROL_SPACE;
  }

  private static long vector(int slot) {
    return (long) slot * Abi.IOVEC_LENGTH;
  }

  @Override
  public void close() {
    arena.close();
  }
}
