package io.hawser.probe;

import java.lang.foreign.MemorySegment;

/// The Direct Measurement TLV: counters of what was really sent and received, RFC 8972 section 4.5.
/// Big-endian, each counter modulo 2^32.
///
/// ```
///  0               4               8               12              16
/// +---------------+---------------+---------------+---------------+
/// | TLV header    | S_TxC: sent   | R_RxC: got by | R_TxC: sent   |
/// | type 5, 12    | by the sender | the reflector | by reflector  |
/// +---------------+---------------+---------------+---------------+
/// ```
public final class DirectMeasurementTlv {
  // RFC 8972 section 4.5.
  static final int SENDER_SENT_OFFSET = 4;
  static final int REFLECTOR_RECEIVED_OFFSET = 8;
  static final int REFLECTOR_SENT_OFFSET = 12;
  static final int VALUE_LENGTH = 12;
  public static final int LENGTH = StampTlv.HEADER_LENGTH + VALUE_LENGTH;

  private DirectMeasurementTlv() {}

  /// As the sender writes it: the reflector's counters zero.
  public static void writeRequest(MemorySegment packet, long offset, long sent) {
    StampTlv.writeHeader(
        packet, offset, StampTlv.UNRECOGNIZED, StampTlv.DIRECT_MEASUREMENT, VALUE_LENGTH);
    packet.set(NetworkOrder.INT, offset + SENDER_SENT_OFFSET, (int) sent);
    packet.set(NetworkOrder.INT, offset + REFLECTOR_RECEIVED_OFFSET, 0);
    packet.set(NetworkOrder.INT, offset + REFLECTOR_SENT_OFFSET, 0);
  }

  /// As the reflector writes it; `senderSent` is what the request said.
  public static void writeReply(
      MemorySegment packet, long offset, int senderSent, long received, long sent) {
    StampTlv.writeHeader(packet, offset, 0, StampTlv.DIRECT_MEASUREMENT, VALUE_LENGTH);
    packet.set(NetworkOrder.INT, offset + SENDER_SENT_OFFSET, senderSent);
    packet.set(NetworkOrder.INT, offset + REFLECTOR_RECEIVED_OFFSET, (int) received);
    packet.set(NetworkOrder.INT, offset + REFLECTOR_SENT_OFFSET, (int) sent);
  }

  /// Whether what [StampTlv#find] found has the one length that this type may have.
  public static boolean isPlausible(MemorySegment packet, long offset) {
    return StampTlv.length(packet, offset) == VALUE_LENGTH;
  }

  public static int senderSent(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + SENDER_SENT_OFFSET);
  }

  public static int reflectorReceived(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + REFLECTOR_RECEIVED_OFFSET);
  }

  public static int reflectorSent(MemorySegment packet, long offset) {
    return packet.get(NetworkOrder.INT, offset + REFLECTOR_SENT_OFFSET);
  }
}
