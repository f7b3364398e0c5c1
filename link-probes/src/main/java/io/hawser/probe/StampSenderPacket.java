package io.hawser.probe;

import java.lang.foreign.MemorySegment;

/// The test packet of a STAMP Session-Sender, unauthenticated mode: RFC 8762 section 4.2.1 with the
/// session identifier of RFC 8972 section 3. Big-endian. TLVs ([StampTlv]) may follow.
///
/// ```
///  0               4                              12      14      16                44
/// +---------------+------------------------------+-------+-------+-----------------+
/// | sequence      | timestamp (NTP)              | error | SSID  | must be zero    |
/// +---------------+------------------------------+-------+-------+-----------------+
/// ```
public final class StampSenderPacket {
  // RFC 8762 section 4.2.1.
  static final int SEQUENCE_OFFSET = 0;
  static final int TIMESTAMP_OFFSET = 4;
  static final int ERROR_ESTIMATE_OFFSET = 12;
  static final int SSID_OFFSET = 14;
  static final int ZERO_OFFSET = 16;
  public static final int LENGTH = 44;

  // RFC 8762 section 4.2.1, from RFC 4656 section 4.1.2: S (1 bit), Z (1), scale (6), multiplier
  // (8).
  /// The clock is synchronised to UTC by an external source.
  public static final int ERROR_ESTIMATE_SYNCHRONISED = 0x8000;

  /// Not synchronised, NTP format, error 1 * 2^(12-32) s, about a microsecond. The multiplier (low
  /// byte) must not be zero.
  public static final int ERROR_ESTIMATE_FREE_RUNNING = 12 << 8 | 1;

  private StampSenderPacket() {}

  /// Writes all of [#LENGTH] bytes.
  public static void write(
      MemorySegment packet,
      long offset,
      int sequence,
      long timestamp,
      int errorEstimate,
      int sessionId) {
    packet.set(NetworkOrder.INT, offset + SEQUENCE_OFFSET, sequence);
    packet.set(NetworkOrder.LONG, offset + TIMESTAMP_OFFSET, timestamp);
    packet.set(NetworkOrder.SHORT, offset + ERROR_ESTIMATE_OFFSET, (short) errorEstimate);
    packet.set(NetworkOrder.SHORT, offset + SSID_OFFSET, (short) sessionId);
    packet.asSlice(offset + ZERO_OFFSET, LENGTH - ZERO_OFFSET).fill((byte) 0);
  }

  public static int sequence(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + SEQUENCE_OFFSET);
  }

  public static long timestamp(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.LONG, offset + TIMESTAMP_OFFSET);
  }

  /// Sets the time of sending as late as can be, just before the packet is sealed.
  public static void setTimestamp(MemorySegment packet, long offset, long timestamp) {
    packet.set(NetworkOrder.LONG, offset + TIMESTAMP_OFFSET, timestamp);
  }

  public static int errorEstimate(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + ERROR_ESTIMATE_OFFSET) & 0xFFFF;
  }

  public static int sessionId(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + SSID_OFFSET) & 0xFFFF;
  }
}
