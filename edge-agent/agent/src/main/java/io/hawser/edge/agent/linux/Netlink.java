package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A NETLINK_ROUTE socket: asks for dumps, or hears notifications.
///
/// ```
///   nlmsghdr  0 length (4)  4 type (2)  6 flags (2)  8 sequence (4)  12 port (4)  16 body
///   rtattr    0 length (2)  2 type (2)  4 data, padded to 4
/// ```
///
/// Everything is in the machine's byte order (include/uapi/linux/netlink.h).
final class Netlink implements AutoCloseable {
  /// Takes one message of a dump; the body lies in `at` from `offset` to `end`.
  interface Sink {
    void message(int type, MemorySegment at, long offset, long end);
  }

  static final int HEADER_LENGTH = 16;
  private static final int LENGTH = 0;
  private static final int TYPE = 4;
  private static final int FLAGS = 6;
  private static final int SEQUENCE = 8;

  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_DUMP = 0x300;
  private static final int NLM_F_DUMP_INTR = 0x10;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;

  /// The kernel fills at most 32 KB a message of a dump.
  private static final int BUFFER_LENGTH = 32 * 1024;

  private static final int RECEIVE_BUFFER_LENGTH = 1 << 20;
  private static final int ATTEMPTS = 8;
  private static final long ANSWER_LIMIT_NS = 5_000_000_000L;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER_LENGTH, 8);
  private final MemorySegment entry = arena.allocate(Abi.POLLFD_LENGTH, 8);
  private final Descriptor descriptor;
  private int sequence;

  /// @param groups RTMGRP_… bits of the notifications to hear, 0 for none
  Netlink(int groups) {
    descriptor =
        new Descriptor(
            LinuxException.check(
                Libc.socket(
                    Abi.AF_NETLINK, Abi.SOCK_RAW | Abi.O_CLOEXEC | Abi.O_NONBLOCK, NETLINK_ROUTE),
                "netlink",
                "socket"));
    // Lets a dump be limited to one table; kernels that lack it dump all, which is read as well.
    Libc.setsockopt(descriptor.number(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    Libc.setsockopt(descriptor.number(), Abi.SOL_SOCKET, Abi.SO_RCVBUFFORCE, RECEIVE_BUFFER_LENGTH);
    // struct sockaddr_nl { u16 family; u16 pad; u32 port; u32 groups; }
    MemorySegment address = arena.allocate(12, 4);
    address.set(JAVA_SHORT, 0, (short) Abi.AF_NETLINK);
    address.set(JAVA_INT, 8, groups);
    LinuxException.check(Libc.bind(descriptor.number(), address), "netlink", "bind");
  }

  int fd() {
    return descriptor.number();
  }

  /// Hands over what was notified; answers true where there was anything, or where the kernel had
  /// to drop some for want of room.
  boolean drain(Sink sink) {
    boolean any = false;
    while (true) {
      int length = Libc.recv(descriptor.number(), buffer, 0, BUFFER_LENGTH);
      if (length > 0) {
        any = true;
        for (long at = 0; at < length; at += align(messageLength(at, length))) {
          int type = buffer.get(JAVA_SHORT, at + TYPE);
          sink.message(type, buffer, at + HEADER_LENGTH, at + messageLength(at, length));
        }
      } else if (Errno.ENOBUFS.is(length)) {
        any = true;
      } else if (!Errno.EINTR.is(length)) {
        return any;
      }
    }
  }

  private int messageLength(long at, long end) {
    int length = at + HEADER_LENGTH <= end ? buffer.get(JAVA_INT, at + LENGTH) : 0;
    if (length < HEADER_LENGTH || at + length > end) {
      throw new LinuxException("netlink: message of " + length + " bytes (expected: a whole one)");
    }
    return length;
  }

  /// Asks for all objects of a kind. `body` is the request's fixed part. A dump during which the
  /// kernel's state changed is asked for again, so `sink` may hear an object more than once;
  /// answers false where it never stood still.
  boolean dump(int type, byte[] body, Sink sink) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      request(type, body);
      if (answer(sink)) {
        return true;
      }
    }
    return false;
  }

  private void request(int type, byte[] body) {
    int length = HEADER_LENGTH + body.length;
    buffer.asSlice(0, length).fill((byte) 0);
    buffer.set(JAVA_INT, LENGTH, length);
    buffer.set(JAVA_SHORT, TYPE, (short) type);
    buffer.set(JAVA_SHORT, FLAGS, (short) (NLM_F_REQUEST | NLM_F_DUMP));
    buffer.set(JAVA_INT, SEQUENCE, ++sequence);
    MemorySegment.copy(body, 0, buffer, JAVA_BYTE, HEADER_LENGTH, body.length);
    LinuxException.check(
        Libc.send(descriptor.number(), buffer, 0, length), "netlink", "request " + type);
  }

  /// Reads messages until the dump's end; false where it was interrupted by a change.
  private boolean answer(Sink sink) {
    boolean consistent = true;
    while (true) {
      long length = receive();
      for (long at = 0; at < length; at += align(messageLength(at, length))) {
        if (buffer.get(JAVA_INT, at + SEQUENCE) != sequence) {
          continue; // of a dump that was given up
        }
        int type = buffer.get(JAVA_SHORT, at + TYPE);
        consistent &= (buffer.get(JAVA_SHORT, at + FLAGS) & NLM_F_DUMP_INTR) == 0;
        if (type == NLMSG_DONE) {
          return consistent;
        }
        if (type == NLMSG_ERROR) {
          LinuxException.check(buffer.get(JAVA_INT, at + HEADER_LENGTH), "netlink", "dump");
        }
        sink.message(type, buffer, at + HEADER_LENGTH, at + messageLength(at, length));
      }
    }
  }

  private int receive() {
    while (true) {
      int length = Libc.recv(descriptor.number(), buffer, 0, BUFFER_LENGTH);
      if (length > 0) {
        return length;
      }
      if (!Errno.EAGAIN.is(length) && !Errno.EINTR.is(length)) {
        LinuxException.check(length, "netlink", "answer");
      }
      entry.set(JAVA_INT, 0, descriptor.number());
      entry.set(JAVA_SHORT, Abi.POLLFD_EVENTS, Abi.POLLIN);
      if (Libc.ppoll(entry, 1, ANSWER_LIMIT_NS) == 0) {
        throw new LinuxException("netlink: no answer (expected: within 5 s)");
      }
    }
  }

  static long align(long length) {
    return length + 3 & ~3L;
  }

  @Override
  public void close() {
    descriptor.close();
    arena.close();
  }
}
