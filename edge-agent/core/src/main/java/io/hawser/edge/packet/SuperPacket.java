package io.hawser.edge.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A packet as a TUN device gives it: whole, or a super-packet that stands for many segments of one
/// flow, whose headers differ in length, number and checksum only.
///
/// It is parsed once; [#cut] then makes each segment in place. The header of segment i is written
/// in front of its payload, that is over the end of segment i-1, which has been used by then: no
/// payload is copied.
///
/// ```
///   | virtio | IP | TCP | payload 0 | payload 1 | payload 2 |
///            |<--- segment 0 ------>|
///                 | IP | TCP |<- written over payload 0
///                 |<--- segment 1 ------>|
/// ```
///
/// Not a value to keep: read again for every packet. Owned by the outbound agent; allocates
/// nothing.
public final class SuperPacket {
  /// The longest chain of headers that is cut: IPv6 with some extension headers, and TCP.
  private static final int HEADERS = 256;

  private static final int TCP_HEADER = 20;
  private static final int TCP_SEQUENCE = 4;
  private static final int TCP_FLAGS = 13;
  private static final int TCP_CHECKSUM = 16;
  private static final int TCP_FIN_OR_PSH = 0x09;
  private static final int TCP_CWR = 0x80;
  private static final int UDP_HEADER = 8;
  private static final int UDP_LENGTH = 4;
  private static final int UDP_CHECKSUM = 6;

  // Native like the packets, so that compiled code knows one kind of memory only.
  private final MemorySegment header = Arena.ofAuto().allocate(HEADERS, 8);

  private MemorySegment p = MemorySegment.NULL;
  private long ip;
  private int total;
  private int count;
  private int size;
  private int upper;
  private int headers;
  private boolean isSuper;
  private boolean v4;
  private boolean tcp;
  private boolean keepsMark;
  private boolean leaves;
  private long ipSum;
  private long upperSum;
  private long offset;

  /// Reads the packet whose [VirtioHeader] stands at `at`; `length` counts from there. Answers
  /// whether it is one: a plausible IP packet that needs nothing which is not understood here.
  public boolean read(MemorySegment packet, long at, int length) {
    p = packet;
    ip = at + VirtioHeader.LENGTH;
    count = 1;
    isSuper = false;
    keepsMark = false;
    leaves = false;
    if (!IpPacket.isPlausible(p, ip, length - VirtioHeader.LENGTH)) {
      return false;
    }
    total = IpPacket.totalLength(p, ip);
    int type = VirtioHeader.gsoType(p, at);
    if (type == VirtioHeader.GSO_NONE) {
      return (VirtioHeader.flags(p, at) & VirtioHeader.NEEDS_CHECKSUM) == 0 || finishChecksum(at);
    }
    size = VirtioHeader.gsoSize(p, at);
    boolean leavesChecksum = (VirtioHeader.flags(p, at) & VirtioHeader.NEEDS_CHECKSUM) != 0;
    return prepare(type, leavesChecksum);
  }

  private boolean finishChecksum(long at) {
    int start = VirtioHeader.checksumStart(p, at);
    int field = start + VirtioHeader.checksumOffset(p, at);
    if (field + 2 > total) {
      return false;
    }
    int checksum = Checksum.finish(Checksum.sum(p, ip + start, total - start));
    // Of UDP 0 would mean "none" (RFC 768); of others 0 and 0xFFFF are the same number.
    Bytes.put16(p, ip + field, checksum == 0 ? 0xFFFF : checksum);
    return true;
  }

  private boolean prepare(int type, boolean leavesChecksum) {
    v4 = IpPacket.isV4(p, ip);
    tcp = type != VirtioHeader.GSO_UDP;
    long layer = IpPacket.upperLayer(p, ip);
    upper = IpPacket.offsetOf(layer);
    boolean known =
        switch (type) {
          case VirtioHeader.GSO_TCPV4 -> v4;
          case VirtioHeader.GSO_TCPV6 -> !v4;
          case VirtioHeader.GSO_UDP -> true;
          default -> false;
        };
    int protocol = tcp ? IpPacket.PROTOCOL_TCP : IpPacket.PROTOCOL_UDP;
    if (!known
        || size == 0
        || !leavesChecksum
        || IpPacket.protocolOf(layer) != protocol
        || IpPacket.isFragment(p, ip)
        || upper + (tcp ? TCP_HEADER : UDP_HEADER) > total) {
      return false;
    }
    headers = upper + (tcp ? (Bytes.u8(p, ip + upper + 12) >>> 4) << 2 : UDP_HEADER);
    if (headers < upper + (tcp ? TCP_HEADER : UDP_HEADER)
        || headers > HEADERS
        || headers >= total) {
      return false;
    }
    count = (total - headers + size - 1) / size;
    isSuper = true;
    rememberHeader();
    return true;
  }

  /// Keeps the headers, and the sums of what is the same in all segments.
  private void rememberHeader() {
    MemorySegment.copy(p, ip, header, 0, headers);
    long zeroed = Bytes.u16(header, upper + (tcp ? TCP_CHECKSUM : UDP_CHECKSUM));
    zeroed += tcp ? sequence() : Bytes.u16(header, upper + UDP_LENGTH);
    zeroed += tcp ? Bytes.u16(header, upper + TCP_FLAGS - 1) : 0;
    // The kernel has left the pseudo header's sum here, of the addresses that count where a routing
    // header has others; the length in it is the super-packet's.
    long pseudo = Bytes.u16(header, upper + (tcp ? TCP_CHECKSUM : UDP_CHECKSUM));
    upperSum =
        pseudo
            + without(total - upper)
            + Checksum.sum(header, upper, headers - upper)
            + without(zeroed);
    if (v4) {
      long changing = Bytes.u16(header, 2) + Bytes.u16(header, 4) + Bytes.u16(header, 10);
      ipSum = Checksum.sum(header, 0, upper) + without(changing);
    }
  }

  /// What takes `words` out of a one's complement sum.
  private static long without(long words) {
    return ~Checksum.fold(words) & 0xFFFF;
  }

  private long sequence() {
    long sequence = Bytes.u32(header, upper + TCP_SEQUENCE);
    return (sequence >>> 16) + (sequence & 0xFFFF);
  }

  /// Packets that it stands for; 1 of what [#read] refused.
  public int count() {
    return count;
  }

  /// Length of the longest of them, bytes of IP.
  public int longest() {
    return count == 1 ? total : headers + size;
  }

  /// Offset of the IP header that all segments begin with; no segment may have been cut yet.
  public long start() {
    return ip;
  }

  /// The far side is an edge: [checksums of TCP are left][LeftChecksum] to it where there are none
  /// yet, and those that are there are kept apart from them. Call it before the first [#cut].
  ///
  /// @param key the packet's own
  public void leaveChecksums(FlowKey key) {
    if (key.protocol != IpPacket.PROTOCOL_TCP || key.isFragment) {
      return;
    }
    if (!isSuper) {
      LeftChecksum.keep(p, ip, key.upperOffset);
      return;
    }
    // With a routing header the pseudo header has another destination than the far edge would see.
    leaves = upper == (v4 ? IpPacket.V4_HEADER : IpPacket.V6_HEADER);
    keepsMark = !leaves;
  }

  /// Makes segment `i`; call it for 0, 1, 2 and so on, and use each before the next. Answers its
  /// length; it begins at [#offset].
  public int cut(int i) {
    if (!isSuper) {
      offset = ip;
      return total;
    }
    int payload = Math.min(size, total - headers - i * size);
    offset = ip + (long) i * size;
    if (i > 0) {
      MemorySegment.copy(header, 0, p, offset, headers);
    }
    int length = headers + payload;
    if (v4) {
      int id = Bytes.u16(header, 4) + i & 0xFFFF;
      Bytes.put16(p, offset + 2, length);
      Bytes.put16(p, offset + 4, id);
      Bytes.put16(p, offset + 10, Checksum.finish(ipSum + length + id));
    } else {
      Bytes.put16(p, offset + 4, length - IpPacket.V6_HEADER);
    }
    if (tcp) {
      finishTcp(i, length - upper, leaves ? 0 : Checksum.sum(p, offset + headers, payload));
    } else {
      finishUdp(length - upper, Checksum.sum(p, offset + headers, payload));
    }
    return length;
  }

  private void finishTcp(int i, int length, long payloadSum) {
    long t = offset + upper;
    long sequence = Bytes.u32(header, upper + TCP_SEQUENCE) + (long) i * size & 0xFFFF_FFFFL;
    int flags = Bytes.u16(header, upper + TCP_FLAGS - 1);
    flags &= i < count - 1 ? ~TCP_FIN_OR_PSH : ~0;
    flags &= i > 0 ? ~TCP_CWR : ~0;
    Bytes.put32(p, t + TCP_SEQUENCE, (int) sequence);
    Bytes.put16(p, t + TCP_FLAGS - 1, flags);
    if (leaves) {
      Bytes.put16(p, t + TCP_CHECKSUM, LeftChecksum.LEFT);
      return;
    }
    long sum = upperSum + length + (sequence >>> 16) + (sequence & 0xFFFF) + flags + payloadSum;
    Bytes.put16(p, t + TCP_CHECKSUM, Checksum.finish(sum));
    if (keepsMark) {
      LeftChecksum.keep(p, offset, upper);
    }
  }

  private void finishUdp(int length, long payloadSum) {
    long u = offset + upper;
    int checksum = Checksum.finish(upperSum + 2L * length + payloadSum);
    Bytes.put16(p, u + UDP_LENGTH, length);
    Bytes.put16(p, u + UDP_CHECKSUM, checksum == 0 ? 0xFFFF : checksum);
  }

  /// Where the segment made last begins.
  public long offset() {
    return offset;
  }
}
