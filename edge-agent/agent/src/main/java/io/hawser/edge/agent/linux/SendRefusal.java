package io.hawser.edge.agent.linux;

/// Why the kernel did not take a datagram that was ready to leave.
public enum SendRefusal {
  /// The link's device is gone or was never there.
  NO_DEVICE("no-device"),
  /// The device is there and down.
  DEVICE_DOWN("device-down"),
  /// The link's table has no route to the destination, or the link no address to send from. IPv4
  /// without a gateway is not told: the kernel then looks for the destination on the link itself.
  UNREACHABLE("unreachable"),
  /// Longer than the device's MTU; the edge never lets an outer packet be fragmented.
  TOO_LONG("too-long"),
  /// The socket's or the device's queue is full.
  QUEUE_FULL("queue-full"),
  /// A packet filter forbids it.
  NOT_PERMITTED("not-permitted"),
  /// The destination is of the family that this socket does not speak.
  WRONG_FAMILY("wrong-family"),
  /// Anything else; the kernel's number is in the log.
  OTHER("other");

  private final String label;

  SendRefusal(String label) {
    this.label = label;
  }

  /// The word in metrics and in `hawser drops`.
  public String label() {
    return label;
  }

  /// Of a negated error number, as [Libc] answers.
  static SendRefusal of(int result) {
    return switch (-result) {
      case 6, 19, 88 -> NO_DEVICE; // ENXIO, ENODEV, ENOTSOCK: the descriptor is vacant
      case 100 -> DEVICE_DOWN; // ENETDOWN
      case 99, 101, 113 -> UNREACHABLE; // EADDRNOTAVAIL, ENETUNREACH, EHOSTUNREACH
      case 90 -> TOO_LONG; // EMSGSIZE
      case 11, 105 -> QUEUE_FULL; // EAGAIN, ENOBUFS
      case 1, 13 -> NOT_PERMITTED; // EPERM, EACCES
      case 97 -> WRONG_FAMILY; // EAFNOSUPPORT
      default -> OTHER;
    };
  }
}
