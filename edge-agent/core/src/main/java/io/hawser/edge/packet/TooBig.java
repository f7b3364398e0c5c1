package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The answer to a packet that does not fit: ICMP "fragmentation needed" (RFC 792, RFC 1191 section
/// 4) or ICMPv6 "packet too big" (RFC 4443, section 3.2), in the name of the packet's destination,
/// as a router without an address of that network's own would.
public final class TooBig {
  private static final int ICMP_HEADER = 8;
  private static final int TTL = 64;

  /// Quoted bytes of an IPv4 packet: enough for its header with options and 8 bytes (RFC 1812,
  /// 4.3.2.3 allows more).
  private static final int V4_QUOTE = 128;

  /// An ICMPv6 error must not exceed the minimum MTU (RFC 4443, section 2.4 c).
  private static final int V6_MAXIMUM = 1280;

  /// The longest answer, in bytes; `out` of [#write] has room for it.
  public static final int MAXIMUM = V6_MAXIMUM;

  private TooBig() {}

  /// Writes the answer to the packet at `at` into `out` from `to` on and returns its length in
  /// bytes.
  public static int write(MemorySegment p, long at, int mtu, MemorySegment out, long to) {
    return IpPacket.isV4(p, at) ? writeV4(p, at, mtu, out, to) : writeV6(p, at, mtu, out, to);
  }

  private static int writeV4(MemorySegment p, long at, int mtu, MemorySegment out, long to) {
    int quote = Math.min(IpPacket.totalLength(p, at), V4_QUOTE);
    int length = IpPacket.V4_HEADER + ICMP_HEADER + quote;
    out.asSlice(to, length - quote).fill((byte) 0);
    Bytes.put8(out, to, 0x45);
    Bytes.put16(out, to + 2, length);
    Bytes.put8(out, to + 8, TTL);
    Bytes.put8(out, to + 9, IpPacket.PROTOCOL_ICMP);
    Bytes.put32(out, to + 12, Bytes.i32(p, at + 16));
    Bytes.put32(out, to + 16, Bytes.i32(p, at + 12));
    Bytes.put16(out, to + 10, Checksum.finish(Checksum.sum(out, to, IpPacket.V4_HEADER)));
    long icmp = to + IpPacket.V4_HEADER;
    Bytes.put8(out, icmp, 3);
    Bytes.put8(out, icmp + 1, 4);
    Bytes.put16(out, icmp + 6, mtu);
    MemorySegment.copy(p, at, out, icmp + ICMP_HEADER, quote);
    Bytes.put16(out, icmp + 2, Checksum.finish(Checksum.sum(out, icmp, ICMP_HEADER + quote)));
    return length;
  }

  private static int writeV6(MemorySegment p, long at, int mtu, MemorySegment out, long to) {
    int headers = IpPacket.V6_HEADER + ICMP_HEADER;
    int quote = Math.min(IpPacket.totalLength(p, at), V6_MAXIMUM - headers);
    int payload = ICMP_HEADER + quote;
    out.asSlice(to, headers).fill((byte) 0);
    Bytes.put8(out, to, 0x60);
    Bytes.put16(out, to + 4, payload);
    Bytes.put8(out, to + 6, IpPacket.PROTOCOL_ICMPV6);
    Bytes.put8(out, to + 7, TTL);
    MemorySegment.copy(p, at + 24, out, to + 8, 16);
    MemorySegment.copy(p, at + 8, out, to + 24, 16);
    long icmp = to + IpPacket.V6_HEADER;
    Bytes.put8(out, icmp, 2);
    Bytes.put32(out, icmp + 4, mtu);
    MemorySegment.copy(p, at, out, icmp + ICMP_HEADER, quote);
    long pseudoHeader = Checksum.sum(out, to + 8, 32) + payload + IpPacket.PROTOCOL_ICMPV6;
    Bytes.put16(out, icmp + 2, Checksum.finish(pseudoHeader + Checksum.sum(out, icmp, payload)));
    return headers + quote;
  }
}
