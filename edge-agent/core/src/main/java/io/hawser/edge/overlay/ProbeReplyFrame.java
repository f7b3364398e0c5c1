package io.hawser.edge.overlay;

import io.hawser.probe.DirectMeasurementTlv;
import io.hawser.probe.StampReflectorPacket;
import io.hawser.probe.StampSenderPacket;
import java.lang.foreign.MemorySegment;

/// The answer to a probe: a STAMP reflector packet with both sides' counters. Picture in the
/// package's document. [#write] lays it out when the probe is received, [#stamp] completes it just
/// before it is sealed.
public final class ProbeReplyFrame {
  static final int STAMP_OFFSET = OverlayFrame.HEADER_LENGTH;
  static final int TLV_OFFSET = STAMP_OFFSET + StampReflectorPacket.LENGTH;
  public static final int LENGTH = TLV_OFFSET + DirectMeasurementTlv.LENGTH;

  private ProbeReplyFrame() {}

  /// Writes [#LENGTH] bytes at `offset`, which may be where the probe lies if the plaintext has
  /// room. The reflector is stateless (RFC 8762 section 4): its sequence number is the sender's.
  ///
  /// @param receiveTimestamp when the probe came
  /// @param packetsReceived on this path, the probe included
  public static void write(
      MemorySegment frame,
      long offset,
      MemorySegment probe,
      long probeOffset,
      long receiveTimestamp,
      long packetsReceived) {
    int senderSent = ProbeFrame.packetsSent(probe, probeOffset);
    StampReflectorPacket.write(
        frame,
        offset + STAMP_OFFSET,
        probe,
        probeOffset + ProbeFrame.STAMP_OFFSET,
        ProbeFrame.sequence(probe, probeOffset),
        receiveTimestamp,
        0,
        StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING,
        StampReflectorPacket.UNKNOWN_TTL);
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.PROBE_REPLY, LENGTH);
    DirectMeasurementTlv.writeReply(frame, offset + TLV_OFFSET, senderSent, packetsReceived, 0);
  }

  /// The time of sending and how many packets the path has sent, this one included.
  public static void stamp(MemorySegment frame, long offset, long timestamp, long packetsSent) {
    StampReflectorPacket.setTimestamp(frame, offset + STAMP_OFFSET, timestamp);
    DirectMeasurementTlv.writeReply(
        frame,
        offset + TLV_OFFSET,
        proberSent(frame, offset),
        Integer.toUnsignedLong(reflectorReceived(frame, offset)),
        packetsSent);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) >= LENGTH;
  }

  /// The prober's own number.
  public static int sequence(MemorySegment frame, long offset) {
    return StampReflectorPacket.senderSequence(frame, offset + STAMP_OFFSET);
  }

  /// When the probe was sent, by the prober's clock.
  public static long probeSent(MemorySegment frame, long offset) {
    return StampReflectorPacket.senderTimestamp(frame, offset + STAMP_OFFSET);
  }

  /// When the probe came, by the reflector's clock.
  public static long probeReceived(MemorySegment frame, long offset) {
    return StampReflectorPacket.receiveTimestamp(frame, offset + STAMP_OFFSET);
  }

  /// When the reply was sent, by the reflector's clock.
  public static long replySent(MemorySegment frame, long offset) {
    return StampReflectorPacket.timestamp(frame, offset + STAMP_OFFSET);
  }

  /// Packets that the prober had sent with the probe, modulo 2^32.
  public static int proberSent(MemorySegment frame, long offset) {
    return DirectMeasurementTlv.senderSent(frame, offset + TLV_OFFSET);
  }

  /// Packets that the reflector had received with the probe, modulo 2^32.
  public static int reflectorReceived(MemorySegment frame, long offset) {
    return DirectMeasurementTlv.reflectorReceived(frame, offset + TLV_OFFSET);
  }

  /// Packets that the reflector had sent with the reply, modulo 2^32.
  public static int reflectorSent(MemorySegment frame, long offset) {
    return DirectMeasurementTlv.reflectorSent(frame, offset + TLV_OFFSET);
  }
}
