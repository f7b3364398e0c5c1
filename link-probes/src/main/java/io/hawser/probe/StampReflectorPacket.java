package io.hawser.probe;

import java.lang.foreign.MemorySegment;

/// The test packet of a STAMP Session-Reflector, unauthenticated mode: RFC 8762 section 4.3.1 with
/// the session identifier of RFC 8972 section 3. Big-endian. As long as the packet that it answers.
///
/// ```
///  0               4                              12      14      16
/// +---------------+------------------------------+-------+-------+
/// | sequence      | timestamp: reply sent        | error | SSID  |
/// +---------------+--------------+---------------+-------+-------+
/// | 16: receive timestamp        | 24: sender's  | 28: sender's timestamp       |
/// |                              |     sequence  |                              |
/// +------------------------------+---------------+------------------------------+
/// | 36: sender's  | 38: zero | 40: sender's | 41: zero | 44
/// |     error     |          |     TTL      |          |
/// +---------------+----------+--------------+----------+
/// ```
public final class StampReflectorPacket {
  // RFC 8762 section 4.3.1.
  static final int SEQUENCE_OFFSET = 0;
  static final int TIMESTAMP_OFFSET = 4;
  static final int ERROR_ESTIMATE_OFFSET = 12;
  static final int SSID_OFFSET = 14;
  static final int RECEIVE_TIMESTAMP_OFFSET = 16;
  static final int SENDER_SEQUENCE_OFFSET = 24;
  static final int SENDER_TIMESTAMP_OFFSET = 28;
  static final int SENDER_ERROR_ESTIMATE_OFFSET = 36;
  static final int SENDER_TTL_OFFSET = 40;
  public static final int LENGTH = 44;

  /// RFC 8762 section 4.3.1: what stands for a TTL that the reflector could not learn.
  public static final int UNKNOWN_TTL = 255;

  private StampReflectorPacket() {}

  /// Writes all of [#LENGTH] bytes as the answer to the sender packet at `sent`. The two may lie at
  /// the same place: the request is read before anything is written.
  public static void write(
      MemorySegment packet,
      long offset,
      MemorySegment sent,
      long sentOffset,
      int sequence,
      long receiveTimestamp,
      long timestamp,
      int errorEstimate,
      int senderTtl) {
    int senderSequence = StampSenderPacket.sequence(sent, sentOffset);
    long senderTimestamp = StampSenderPacket.timestamp(sent, sentOffset);
    int senderError = StampSenderPacket.errorEstimate(sent, sentOffset);
    int sessionId = StampSenderPacket.sessionId(sent, sentOffset);
    packet.asSlice(offset, LENGTH).fill((byte) 0);
    packet.set(NetworkOrder.INT, offset + SEQUENCE_OFFSET, sequence);
    packet.set(NetworkOrder.LONG, offset + TIMESTAMP_OFFSET, timestamp);
    packet.set(NetworkOrder.SHORT, offset + ERROR_ESTIMATE_OFFSET, (short) errorEstimate);
    packet.set(NetworkOrder.SHORT, offset + SSID_OFFSET, (short) sessionId);
    packet.set(NetworkOrder.LONG, offset + RECEIVE_TIMESTAMP_OFFSET, receiveTimestamp);
    packet.set(NetworkOrder.INT, offset + SENDER_SEQUENCE_OFFSET, senderSequence);
    packet.set(NetworkOrder.LONG, offset + SENDER_TIMESTAMP_OFFSET, senderTimestamp);
    packet.set(NetworkOrder.SHORT, offset + SENDER_ERROR_ESTIMATE_OFFSET, (short) senderError);
    packet.set(NetworkOrder.BYTE, offset + SENDER_TTL_OFFSET, (byte) senderTtl);
  }

  public static int sequence(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + SEQUENCE_OFFSET);
  }

  /// When the reflector sent this packet, by its own clock.
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

  /// When the reflector received what it answers, by its own clock.
  public static long receiveTimestamp(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.LONG, offset + RECEIVE_TIMESTAMP_OFFSET);
  }

  public static int senderSequence(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + SENDER_SEQUENCE_OFFSET);
  }

  /// When the sender sent what this answers, by the sender's clock.
  public static long senderTimestamp(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.LONG, offset + SENDER_TIMESTAMP_OFFSET);
  }

  public static int senderErrorEstimate(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + SENDER_ERROR_ESTIMATE_OFFSET) & 0xFFFF;
  }

  public static int senderTtl(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.BYTE, offset + SENDER_TTL_OFFSET) & 0xFF;
  }
}
