package io.hawser.probe;

import java.lang.foreign.MemorySegment;

/// The two layouts of plain STAMP packets, and access to their fields. Big-endian. The base of
/// [#OPEN] is drawn at [StampSenderPacket] and [StampReflectorPacket]; this is the base of
/// [#AUTHENTICATED], RFC 8762 sections 4.2.2 and 4.3.2 with the session identifier of RFC 8972
/// section 3. All that is not named is zero, and ignored when received.
///
/// ```
///      sender                         reflector
///   0  sequence                       sequence
///  16  timestamp (8)                  timestamp (8): reply sent
///  24  error estimate (2)             error estimate (2)
///  26  SSID (2)                       SSID (2)
///  32                                 receive timestamp (8)
///  48                                 sender's sequence
///  64                                 sender's timestamp (8)
///  72                                 sender's error estimate (2)
///  80                                 sender's TTL (1)
///  96  HMAC (16)                      HMAC (16): see StampKey
/// 112  TLVs                           TLVs
/// ```
public enum StampLayout {
  /// Unauthenticated mode.
  OPEN(StampSenderPacket.LENGTH, 4, 12, 14, 16, 24, 28, 36, 40),

  /// Authenticated mode.
  AUTHENTICATED(112, 16, 24, 26, 32, 48, 64, 72, 80);

  /// Of the four bytes that both layouts begin with.
  static final int SEQUENCE_LENGTH = 4;

  /// Of a timestamp, NTP's and PTP's truncated one alike (RFC 8762 section 4.2.1): seconds are the
  /// upper 32 bits.
  private static final long ONE_SECOND = 1L << 32;

  private final int length;
  private final int timestamp;
  private final int errorEstimate;
  private final int sessionId;
  private final int receiveTimestamp;
  private final int senderSequence;
  private final int senderTimestamp;
  private final int senderErrorEstimate;
  private final int senderTtl;

  StampLayout(
      int length,
      int timestamp,
      int errorEstimate,
      int sessionId,
      int receiveTimestamp,
      int senderSequence,
      int senderTimestamp,
      int senderErrorEstimate,
      int senderTtl) {
    this.length = length;
    this.timestamp = timestamp;
    this.errorEstimate = errorEstimate;
    this.sessionId = sessionId;
    this.receiveTimestamp = receiveTimestamp;
    this.senderSequence = senderSequence;
    this.senderTimestamp = senderTimestamp;
    this.senderErrorEstimate = senderErrorEstimate;
    this.senderTtl = senderTtl;
  }

  /// Of the base packet, where the TLVs begin.
  public int length() {
    return length;
  }

  /// Where the fields end that a reply cannot do without. A reflector of TWAMP Light leaves out
  /// what follows in the open mode (RFC 5357 section 4.2.1).
  public int leastReplyLength() {
    return this == OPEN ? senderTtl + 1 : length;
  }

  /// Where the fields end that a request cannot do without: sequence, timestamp, error estimate. A
  /// sender of TWAMP Light sends no more in the open mode (RFC 5357 section 4.1.2).
  public int leastRequestLength() {
    return this == OPEN ? sessionId : length;
  }

  /// Writes the base packet of a sender; the HMAC stays zero.
  public void writeRequest(
      MemorySegment packet,
      long offset,
      int sequence,
      long timestamp,
      int errorEstimate,
      int sessionId) {
    packet.asSlice(offset, length).fill((byte) 0);
    writeHead(packet, offset, sequence, errorEstimate, sessionId);
    setTimestamp(packet, offset, timestamp);
  }

  /// Turns the base packet of a sender into that of its reflector, in place; time of sending and
  /// HMAC stay zero.
  public void turnAround(
      MemorySegment packet,
      long offset,
      int sequence,
      long receiveTimestamp,
      int errorEstimate,
      int senderTtl) {
    int sentSequence = sequence(packet, offset);
    long sentTimestamp = timestamp(packet, offset);
    int sentError = errorEstimate(packet, offset);
    int sentSession = sessionId(packet, offset);
    packet.asSlice(offset, length).fill((byte) 0);
    writeHead(packet, offset, sequence, errorEstimate, sentSession);
    packet.set(NetworkOrder.LONG, offset + this.receiveTimestamp, receiveTimestamp);
    packet.set(NetworkOrder.INT, offset + senderSequence, sentSequence);
    packet.set(NetworkOrder.LONG, offset + senderTimestamp, sentTimestamp);
    packet.set(NetworkOrder.SHORT, offset + senderErrorEstimate, (short) sentError);
    packet.set(NetworkOrder.BYTE, offset + this.senderTtl, (byte) senderTtl);
  }

  private void writeHead(
      MemorySegment packet, long offset, int sequence, int errorEstimate, int sessionId) {
    packet.set(NetworkOrder.INT, offset, sequence);
    packet.set(NetworkOrder.SHORT, offset + this.errorEstimate, (short) errorEstimate);
    packet.set(NetworkOrder.SHORT, offset + this.sessionId, (short) sessionId);
  }

  /// Sets the time of sending as late as can be.
  public void setTimestamp(MemorySegment packet, long offset, long timestamp) {
    packet.set(NetworkOrder.LONG, offset + this.timestamp, timestamp);
  }

  public int sequence(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset);
  }

  /// When the packet was sent, by the clock of who sent it.
  public long timestamp(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.LONG, offset + timestamp);
  }

  public int errorEstimate(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + errorEstimate) & 0xFFFF;
  }

  public int sessionId(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + sessionId) & 0xFFFF;
  }

  /// Whether the packet is a reflector's and no sender's: it tells when it was received, and that
  /// is within a second of when it was sent, in either format of timestamps. A sender of STAMP
  /// leaves the field zero; where one of TWAMP Light pads it at random (RFC 4656 section 4.1.2), it
  /// comes so close once in 2^31 packets.
  public boolean isReply(MemorySegment packet, long offset) {
    long received = receiveTimestamp(packet, offset);
    return received != 0 && Math.abs(timestamp(packet, offset) - received) < ONE_SECOND;
  }

  // ---------------------------------------------------------------- of a reflector's packet only

  /// When the reflector received what it answers, by its own clock.
  public long receiveTimestamp(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.LONG, offset + receiveTimestamp);
  }

  public int senderSequence(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + senderSequence);
  }

  public long senderTimestamp(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.LONG, offset + senderTimestamp);
  }

  public int senderErrorEstimate(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.SHORT, offset + senderErrorEstimate) & 0xFFFF;
  }

  /// The TTL or hop limit with which the request came to the reflector.
  public int senderTtl(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.BYTE, offset + senderTtl) & 0xFF;
  }

  /// Where [#senderSequence] is.
  public int senderSequenceOffset() {
    return senderSequence;
  }
}
