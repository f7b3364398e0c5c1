package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The two bits of an IP header that tell of congestion (RFC 3168, section 5).
public final class Ecn {
  private static final int NOT_CAPABLE = 0;
  private static final int CONGESTION_EXPERIENCED = 3;
  private static final int FIELD = 3;
  private static final int V4_CHECKSUM = 10;

  /// In the second byte of an IPv6 header it stands above the flow label.
  private static final int V6_SHIFT = 4;

  private Ecn() {}

  /// Marks the packet whose IP header stands at `at`; answers false where its sender would not
  /// understand, and nothing was changed.
  public static boolean mark(MemorySegment p, long at) {
    int before = Bytes.u16(p, at);
    int shift = IpPacket.isV4(p, at) ? 0 : V6_SHIFT;
    if ((before >>> shift & FIELD) == NOT_CAPABLE) {
      return false;
    }
    int after = before | CONGESTION_EXPERIENCED << shift;
    Bytes.put16(p, at, after);
    if (shift == 0 && after != before) {
      Bytes.put16(
          p, at + V4_CHECKSUM, Checksum.update(Bytes.u16(p, at + V4_CHECKSUM), before, after));
    }
    return true;
  }
}
