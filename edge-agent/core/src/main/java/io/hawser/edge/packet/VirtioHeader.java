package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a TUN device says in front of each packet about work that is left to do (Virtual I/O Device
/// 1.2, section 5.1.6, `struct virtio_net_hdr`). Numbers are in the machine's own order.
///
/// ```
///   0       1          2         4          6            8
///   | flags | gso_type | hdr_len | gso_size | csum_start | csum_offset |
///   |  1    |  1       |  2      |  2       |  2         |  2          |
/// ```
///
/// All zero: the packet is complete. Offsets count from the IP header, which follows at once.
public final class VirtioHeader {
  public static final int LENGTH = 10;

  /// In [#flags]: the checksum of the bytes from [#checksumStart] on is to be written
  /// [#checksumOffset] behind there, where the pseudo header's sum stands.
  static final int NEEDS_CHECKSUM = 1;

  // gso_type
  static final int GSO_NONE = 0;
  public static final int GSO_TCPV4 = 1;
  static final int GSO_TCPV6 = 4;
  static final int GSO_UDP = 5;

  /// In gso_type beside TCP: the first segment alone keeps CWR (RFC 3168).
  static final int GSO_ECN = 0x80;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private VirtioHeader() {}

  static int flags(MemorySegment p, long at) {
    return Bytes.u8(p, at);
  }

  static int gsoType(MemorySegment p, long at) {
    return Bytes.u8(p, at + 1) & ~GSO_ECN;
  }

  /// Payload bytes of each segment but the last.
  static int gsoSize(MemorySegment p, long at) {
    return p.get(SHORT, at + 4) & 0xFFFF;
  }

  static int checksumStart(MemorySegment p, long at) {
    return p.get(SHORT, at + 6) & 0xFFFF;
  }

  static int checksumOffset(MemorySegment p, long at) {
    return p.get(SHORT, at + 8) & 0xFFFF;
  }

  /// Says that the packet is complete.
  public static void clear(MemorySegment p, long at) {
    p.set(ValueLayout.JAVA_LONG_UNALIGNED, at, 0L);
    p.set(SHORT, at + 8, (short) 0);
  }

  /// Says that the kernel is to cut the packet into segments of `size` payload bytes behind headers
  /// of `headers`, and to finish the checksum at `start` + `offset`.
  public static void segments(
      MemorySegment p, long at, int type, int headers, int size, int start, int offset) {
    Bytes.put8(p, at, NEEDS_CHECKSUM);
    Bytes.put8(p, at + 1, type);
    p.set(SHORT, at + 2, (short) headers);
    p.set(SHORT, at + 4, (short) size);
    p.set(SHORT, at + 6, (short) start);
    p.set(SHORT, at + 8, (short) offset);
  }
}
