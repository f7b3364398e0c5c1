package io.hawser.edge.agent.linux;

/// Why the TUN device did not take a packet.
public enum TunRefusal {
  /// The device was deleted; see [TunDevice#restore].
  GONE("tun-gone"),
  /// The device is there and down.
  DOWN("tun-down"),
  /// The kernel has no memory for the packet now.
  NO_BUFFER("tun-no-buffer"),
  /// Not an IP packet that the kernel understands.
  MALFORMED("tun-malformed"),
  OTHER("tun-other");

  private final String label;

  TunRefusal(String label) {
    this.label = label;
  }

  /// The word in metrics and in `hawser drops`.
  public String label() {
    return label;
  }

  static TunRefusal of(int result) {
    return switch (-result) {
      case 77 -> GONE; // EBADFD
      case 5 -> DOWN; // EIO
      case 11, 12, 105 -> NO_BUFFER; // EAGAIN, ENOMEM, ENOBUFS
      case 22 -> MALFORMED; // EINVAL
      default -> OTHER;
    };
  }
}
