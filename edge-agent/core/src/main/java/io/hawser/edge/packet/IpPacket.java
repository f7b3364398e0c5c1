package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// An IPv4 (RFC 791) or IPv6 (RFC 8200) packet.
///
/// ```
///  0      4      8             16     19                31
/// +------+------+-------------+------------------------+
/// | 4    | IHL  | DSCP   ECN  | total length           |  0
/// | identification            |flags| fragment offset  |  4
/// | TTL         | protocol    | header checksum        |  8
/// | source address                                     | 12
/// | destination address                                | 16
/// +----------------------------------------------------+
/// | 6    | DSCP  ECN | flow label                      |  0
/// | payload length            | next header | hop limit|  4
/// | source address, 16 bytes                           |  8
/// | destination address, 16 bytes                      | 24
/// +----------------------------------------------------+
/// ```
///
/// Addresses are two longs, high first; an IPv4 address is its IPv4-mapped IPv6 form (RFC 4291,
/// section 2.5.5.2), so that flows and routes of both families share one shape.
public final class IpPacket {
  public static final int V4_HEADER = 20;
  public static final int V6_HEADER = 40;

  public static final int PROTOCOL_ICMP = 1;
  public static final int PROTOCOL_TCP = 6;
  public static final int PROTOCOL_UDP = 17;
  public static final int PROTOCOL_ICMPV6 = 58;

  private static final int V6_HOP_BY_HOP = 0;
  private static final int V6_ROUTING = 43;
  private static final int V6_FRAGMENT = 44;
  private static final int V6_DESTINATION = 60;

  static final int V6_FRAGMENT_HEADER = 8;
  private static final int MORE_FRAGMENTS = 0x2000;

  /// A longer chain of IPv6 extension headers is treated as an unknown protocol.
  private static final int EXTENSION_HEADERS = 8;

  private static final long V4_MAPPED = 0xFFFF_0000_0000L;

  private IpPacket() {}

  /// Whether `length` bytes hold a whole header and as many bytes as it announces.
  public static boolean isPlausible(MemorySegment p, long at, int length) {
    if (length < V4_HEADER) {
      return false;
    }
    if (isV4(p, at)) {
      int header = v4HeaderLength(p, at);
      int total = Bytes.u16(p, at + 2);
      return header >= V4_HEADER && total >= header && total <= length;
    }
    return isV6(p, at) && length >= V6_HEADER && V6_HEADER + Bytes.u16(p, at + 4) <= length;
  }

  public static boolean isV4(MemorySegment p, long at) {
    return Bytes.u8(p, at) >>> 4 == 4;
  }

  public static boolean isV6(MemorySegment p, long at) {
    return Bytes.u8(p, at) >>> 4 == 6;
  }

  public static int v4HeaderLength(MemorySegment p, long at) {
    return (Bytes.u8(p, at) & 0xF) << 2;
  }

  /// The length that the header states, in bytes; what follows is padding.
  public static int totalLength(MemorySegment p, long at) {
    return isV4(p, at) ? Bytes.u16(p, at + 2) : V6_HEADER + Bytes.u16(p, at + 4);
  }

  /// 0 to 63 (RFC 2474).
  public static int dscp(MemorySegment p, long at) {
    return isV4(p, at) ? Bytes.u8(p, at + 1) >>> 2 : (Bytes.u16(p, at) >>> 6) & 0x3F;
  }

  public static long sourceHigh(MemorySegment p, long at) {
    return isV4(p, at) ? 0 : Bytes.i64(p, at + 8);
  }

  public static long sourceLow(MemorySegment p, long at) {
    return isV4(p, at) ? V4_MAPPED | Bytes.u32(p, at + 12) : Bytes.i64(p, at + 16);
  }

  public static long destinationHigh(MemorySegment p, long at) {
    return isV4(p, at) ? 0 : Bytes.i64(p, at + 24);
  }

  public static long destinationLow(MemorySegment p, long at) {
    return isV4(p, at) ? V4_MAPPED | Bytes.u32(p, at + 16) : Bytes.i64(p, at + 32);
  }

  /// Whether this is a piece of a larger packet; pieces have no ports that could be trusted.
  public static boolean isFragment(MemorySegment p, long at) {
    if (isV4(p, at)) {
      return (Bytes.u16(p, at + 6) & 0x3FFF) != 0;
    }
    return upperLayer(p, at) >>> 32 == V6_FRAGMENT;
  }

  /// Whether this is the first piece of a larger packet, which holds its upper layer's header.
  public static boolean isFirstFragment(MemorySegment p, long at) {
    if (isV4(p, at)) {
      return (Bytes.u16(p, at + 6) & 0x3FFF) == MORE_FRAGMENTS;
    }
    long upper = upperLayer(p, at);
    int offset = offsetOf(upper);
    return protocolOf(upper) == V6_FRAGMENT
        && offset + V6_FRAGMENT_HEADER <= totalLength(p, at)
        && Bytes.u16(p, at + offset + 2) >>> 3 == 0;
  }

  /// The identification of a fragment, which it shares with the other pieces of its packet.
  public static int fragmentId(MemorySegment p, long at) {
    if (isV4(p, at)) {
      return Bytes.u16(p, at + 4);
    }
    int offset = offsetOf(upperLayer(p, at));
    return offset + V6_FRAGMENT_HEADER <= totalLength(p, at) ? Bytes.i32(p, at + offset + 4) : 0;
  }

  /// IPv4's "don't fragment"; always so for IPv6.
  public static boolean mayNotFragment(MemorySegment p, long at) {
    return isV6(p, at) || (Bytes.u8(p, at + 6) & 0x40) != 0;
  }

  /// The upper layer's protocol number in the high half, its offset from `at` in the low half.
  ///
  /// IPv6 extension headers are skipped; a fragment header ends the walk, since only the first
  /// piece has an upper layer at all.
  public static long upperLayer(MemorySegment p, long at) {
    if (isV4(p, at)) {
      return pair(Bytes.u8(p, at + 9), v4HeaderLength(p, at));
    }
    int end = totalLength(p, at);
    int next = Bytes.u8(p, at + 6);
    int offset = V6_HEADER;
    for (int i = 0; i < EXTENSION_HEADERS; i++) {
      if (next != V6_HOP_BY_HOP && next != V6_ROUTING && next != V6_DESTINATION) {
        return pair(next, offset);
      }
      if (offset + 8 > end) {
        return pair(next, end);
      }
      next = Bytes.u8(p, at + offset);
      offset += (Bytes.u8(p, at + offset + 1) + 1) << 3;
    }
    return pair(next, Math.min(offset, end));
  }

  /// The sum of the pseudo header that TCP and UDP count in (RFC 9293, section 3.1; RFC 8200,
  /// section 8.1), of a packet without a routing header.
  static long pseudoSum(MemorySegment p, long at, int protocol, int upperLength) {
    boolean v4 = isV4(p, at);
    return Checksum.sum(p, at + (v4 ? 12 : 8), v4 ? 8 : 32) + protocol + upperLength;
  }

  /// The protocol of a value of [#upperLayer].
  public static int protocolOf(long upperLayer) {
    return (int) (upperLayer >>> 32);
  }

  /// The offset of a value of [#upperLayer].
  public static int offsetOf(long upperLayer) {
    return (int) upperLayer;
  }

  private static long pair(int protocol, int offset) {
    return (long) protocol << 32 | offset;
  }
}
