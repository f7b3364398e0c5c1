package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The two bits of an IP header that tell of congestion (RFC 3168, section 5), and what becomes of
/// them at the end of a tunnel (RFC 6040).
public final class Ecn {
  /// The sender would not understand a mark.
  public static final int NOT_CAPABLE = 0;

  private static final int CAPABLE_1 = 1;
  private static final int CAPABLE_0 = 2;
  private static final int CONGESTION_EXPERIENCED = 3;
  private static final int FIELD = 3;
  private static final int V4_CHECKSUM = 10;

  /// In the second byte of an IPv6 header it stands above the flow label.
  private static final int V6_SHIFT = 4;

  private Ecn() {}

  /// The two bits of the IP header at `at`.
  public static int of(MemorySegment p, long at) {
    return Bytes.u16(p, at) >>> shift(p, at) & FIELD;
  }

  /// Marks the packet whose IP header stands at `at`; answers false where its sender would not
  /// understand, and nothing was changed.
  public static boolean mark(MemorySegment p, long at) {
    if (of(p, at) == NOT_CAPABLE) {
      return false;
    }
    set(p, at, CONGESTION_EXPERIENCED);
    return true;
  }

  /// Takes over into the IP header at `at` what the outer one tells of its way (RFC 6040, section
  /// 4.2, figure 4); answers false where the packet is to be dropped, and nothing was changed.
  ///
  /// ```
  ///    inner  | outer: not capable   ECT(0)        ECT(1)        CE
  ///   --------+-------------------------------------------------------
  ///    not    |        not           not           not           drop
  ///    ECT(0) |        ECT(0)        ECT(0)        ECT(1)        CE
  ///    ECT(1) |        ECT(1)        ECT(1)        ECT(1)        CE
  ///    CE     |        CE            CE            CE            CE
  /// ```
  ///
  /// @param outer the second byte of the outer header, of which two bits are asked
  public static boolean decapsulate(int outer, MemorySegment p, long at) {
    int told = outer & FIELD;
    int inner = of(p, at);
    if (inner == NOT_CAPABLE) {
      return told != CONGESTION_EXPERIENCED;
    }
    if (told == CONGESTION_EXPERIENCED || (told == CAPABLE_1 && inner == CAPABLE_0)) {
      set(p, at, told);
    }
    return true;
  }

  private static void set(MemorySegment p, long at, int field) {
    int shift = shift(p, at);
    int before = Bytes.u16(p, at);
    int after = before & ~(FIELD << shift) | field << shift;
    if (after == before) {
      return;
    }
    Bytes.put16(p, at, after);
    if (shift == 0) {
      Bytes.put16(
          p, at + V4_CHECKSUM, Checksum.update(Bytes.u16(p, at + V4_CHECKSUM), before, after));
    }
  }

  private static int shift(MemorySegment p, long at) {
    return IpPacket.isV4(p, at) ? 0 : V6_SHIFT;
  }
}
