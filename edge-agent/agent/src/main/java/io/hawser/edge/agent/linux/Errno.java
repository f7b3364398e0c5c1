package io.hawser.edge.agent.linux;

/// Error numbers that the edge tells apart, as in include/uapi/asm-generic/errno.h.
enum Errno {
  EPERM(1, "operation not permitted"),
  EINTR(4, "interrupted"),
  EIO(5, "the device cannot do it"),
  ENXIO(6, "no such device or address"),
  EAGAIN(11, "nothing to do now"),
  EACCES(13, "permission denied"),
  EBUSY(16, "device busy"),
  ENODEV(19, "no such device"),
  EINVAL(22, "invalid argument"),
  EBADFD(77, "descriptor has lost its device"),
  ENOTSOCK(88, "not a socket"),
  EMSGSIZE(90, "message too long for the device"),
  EADDRINUSE(98, "address in use"),
  EADDRNOTAVAIL(99, "no address of the link to send from"),
  ENETDOWN(100, "network is down"),
  ENETUNREACH(101, "network unreachable"),
  ENOBUFS(105, "no buffer space"),
  EHOSTUNREACH(113, "host unreachable");

  final int number;
  final String meaning;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /// True where `result`, as [Libc] answers, is this error.
  boolean is(int result) {
    return result == -number;
  }

  /// True where `result` may be what an ICMP message said: of an earlier datagram, in place of
  /// doing what was asked. The kernel tells it once (its tables icmp_err_convert and
  /// icmpv6_err_convert).
  static boolean mayBeOfIcmp(int result) {
    return switch (-result) {
      case 13, 64, 71 -> true; // EACCES, ENONET, EPROTO
      case 90, 92, 95 -> true; // EMSGSIZE, ENOPROTOOPT, EOPNOTSUPP
      case 101, 111, 112, 113 -> true; // ENETUNREACH, ECONNREFUSED, EHOSTDOWN, EHOSTUNREACH
      default -> false;
    };
  }

  /// "ENODEV, no such device"; errors that are not listed here show their number.
  static String describe(int result) {
    for (Errno errno : values()) {
      if (errno.is(result)) {
        return errno + ", " + errno.meaning;
      }
    }
    return "error " + -result;
  }
}
