package io.hawser.probe;

import java.lang.foreign.MemorySegment;

/// One extension after a STAMP test packet: RFC 8972 section 4. Big-endian.
///
/// ```
///  0        1        2                4                      4 + length
/// +--------+--------+----------------+----------------------+
/// | U M I  | type   | length         | value                |
/// +--------+--------+----------------+----------------------+
/// ```
///
/// The sender sets U; a reflector that knows the type clears it. A TLV that ends past the packet is
/// malformed, and so is all that follows it.
public final class StampTlv {
  // RFC 8972 section 4, figure 3 and section 5.
  /// Not understood by the reflector (or not yet seen by one).
  public static final int UNRECOGNIZED = 0x80;

  /// Of a length that the type cannot have, or cut off.
  public static final int MALFORMED = 0x40;

  /// Failed the integrity check of the HMAC TLV.
  public static final int INTEGRITY_FAILED = 0x20;

  /// No TLV has this type: zeros after a base packet are padding, as TWAMP Light sends it.
  public static final int RESERVED = 0;

  public static final int EXTRA_PADDING = 1;
  public static final int DIRECT_MEASUREMENT = 5;

  /// RFC 8972 section 4.8: see [StampKey].
  public static final int HMAC = 8;

  public static final int HMAC_LENGTH = StampKey.TAG_LENGTH;

  public static final int HEADER_LENGTH = 4;

  /// No such TLV, or it is cut off.
  public static final long ABSENT = -1;

  private StampTlv() {}

  /// Writes the four bytes before the value.
  public static void writeHeader(
      MemorySegment packet, long offset, int flags, int type, int length) {
    packet.set(NetworkOrder.BYTE, offset, (byte) flags);
    packet.set(NetworkOrder.BYTE, offset + 1, (byte) type);
    packet.set(NetworkOrder.SHORT, offset + 2, (short) length);
  }

  public static int flags(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.BYTE, offset) & 0xFF;
  }

  public static void setFlags(MemorySegment packet, long offset, int flags) {
    packet.set(NetworkOrder.BYTE, offset, (byte) flags);
  }

  public static int type(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.BYTE, offset + 1) & 0xFF;
  }

  /// Length of the value.
  public static int length(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + 2) & 0xFFFF;
  }

  /// Where the first TLV of `type` begins among those in `[offset, end)`, or [#ABSENT]. Types
  /// between are skipped, known or not, as RFC 8972 section 4 asks.
  public static long find(MemorySegment packet, long offset, long end, int type) {
    long at = offset;
    while (end - at >= HEADER_LENGTH) {
      long next = at + HEADER_LENGTH + length(packet, at);
      if (next > end) {
        return ABSENT;
      }
      if (type(packet, at) == type) {
        return at;
      }
      at = next;
    }
    return ABSENT;
  }
}
