package io.hawser.lab.emulator;

/// What the emulator looks at in a frame.
///
/// ```
///  0       6       12   14              20  (IPv6: next header)        54 (ICMPv6 type)
///  | to    | from  | type | packet …
/// ```
final class EthernetFrame {
  static final int HEADER_LENGTH = 14;

  private static final int TYPE = 12;
  private static final int TYPE_ARP = 0x0806;
  private static final int TYPE_IPV6 = 0x86DD;
  private static final int IPV6_NEXT_HEADER = HEADER_LENGTH + 6;
  private static final int NEXT_HEADER_ICMPV6 = 58;
  private static final int ICMPV6_TYPE = HEADER_LENGTH + 40;
  private static final int ROUTER_SOLICITATION = 133;
  private static final int REDIRECT = 137;

  private static final int TYPE_IPV4 = 0x0800;
  private static final int IPV4_PROTOCOL = HEADER_LENGTH + 9;
  private static final int IPV4_ADDRESSES = HEADER_LENGTH + 12;
  private static final int IPV4_PORTS = HEADER_LENGTH + 20;
  private static final int IPV6_ADDRESSES = HEADER_LENGTH + 8;
  private static final int IPV6_PORTS = HEADER_LENGTH + 40;
  private static final int PORTS_LENGTH = 4;

  private EthernetFrame() {}

  /// A number that is the same for packets of the same addresses, protocol and ports, of IP without
  /// options and in one piece; of others what stands there.
  static int flow(FrameStore store, int frame) {
    if (store.length(frame) < IPV4_PORTS) {
      return 0;
    }
    int type = store.byteAt(frame, TYPE) << 8 | store.byteAt(frame, TYPE + 1);
    return switch (type) {
      case TYPE_IPV4 ->
          flow(store, frame, IPV4_PROTOCOL, IPV4_ADDRESSES, IPV4_PORTS + PORTS_LENGTH);
      case TYPE_IPV6 ->
          flow(store, frame, IPV6_NEXT_HEADER, IPV6_ADDRESSES, IPV6_PORTS + PORTS_LENGTH);
      default -> 0;
    };
  }

  private static int flow(FrameStore store, int frame, int protocol, int from, int to) {
    int hash = store.byteAt(frame, protocol);
    for (int at = from; at < Math.min(to, store.length(frame)); at++) {
      hash = 31 * hash + store.byteAt(frame, at);
    }
    return hash;
  }

  /// Whether it is ARP or one of the messages of RFC 4861.
  static boolean isNeighbourDiscovery(FrameStore store, int frame) {
    if (store.length(frame) < HEADER_LENGTH) {
      return false;
    }
    int type = store.byteAt(frame, TYPE) << 8 | store.byteAt(frame, TYPE + 1);
    if (type == TYPE_ARP) {
      return true;
    }
    if (type != TYPE_IPV6
        || store.length(frame) <= ICMPV6_TYPE
        || store.byteAt(frame, IPV6_NEXT_HEADER) != NEXT_HEADER_ICMPV6) {
      return false;
    }
    int message = store.byteAt(frame, ICMPV6_TYPE);
    return message >= ROUTER_SOLICITATION && message <= REDIRECT;
  }
}
