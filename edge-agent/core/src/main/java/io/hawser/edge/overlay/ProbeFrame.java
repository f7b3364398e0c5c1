package io.hawser.edge.overlay;

import io.hawser.probe.DirectMeasurementTlv;
import io.hawser.probe.StampSenderPacket;
import io.hawser.probe.StampTlv;
import java.lang.foreign.MemorySegment;

/// A probe of a path: a STAMP sender packet with the path's own counters. Picture in the package's
/// document. [#write] lays it out, [#stamp] completes it just before it is sealed.
public final class ProbeFrame {
  static final int STAMP_OFFSET = OverlayFrame.HEADER_LENGTH;
  static final int TLV_OFFSET = STAMP_OFFSET + StampSenderPacket.LENGTH;
  public static final int LENGTH = TLV_OFFSET + DirectMeasurementTlv.LENGTH;

  private ProbeFrame() {}

  /// Writes [#LENGTH] bytes, time and counter still zero. `sessionId`: RFC 8972 section 3, not
  /// zero.
  public static void write(
      MemorySegment frame, long offset, boolean urgent, int sequence, int sessionId) {
    int type = urgent ? OverlayFrame.URGENT_PROBE : OverlayFrame.PROBE;
    OverlayFrame.writeHeader(frame, offset, type, LENGTH);
    StampSenderPacket.write(
        frame,
        offset + STAMP_OFFSET,
        sequence,
        0,
        StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING,
        sessionId);
    DirectMeasurementTlv.writeRequest(frame, offset + TLV_OFFSET, 0);
  }

  /// The time of sending and how many packets the path has sent, this one included.
  public static void stamp(MemorySegment frame, long offset, long timestamp, long packetsSent) {
    StampSenderPacket.setTimestamp(frame, offset + STAMP_OFFSET, timestamp);
    DirectMeasurementTlv.writeRequest(frame, offset + TLV_OFFSET, packetsSent);
  }

  /// Whether a plausible [OverlayFrame] of a probe's type holds a STAMP packet. The TLV is
  /// optional.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) >= TLV_OFFSET;
  }

  public static boolean isUrgent(MemorySegment frame, long offset) {
    return OverlayFrame.type(frame, offset) == OverlayFrame.URGENT_PROBE;
  }

  public static int sequence(MemorySegment frame, long offset) {
    return StampSenderPacket.sequence(frame, offset + STAMP_OFFSET);
  }

  /// By the prober's clock.
  public static long timestamp(MemorySegment frame, long offset) {
    return StampSenderPacket.timestamp(frame, offset + STAMP_OFFSET);
  }

  /// The prober's counter modulo 2^32, 0 where the probe has none.
  static int packetsSent(MemorySegment frame, long offset) {
    long tlv =
        StampTlv.find(
            frame,
            offset + TLV_OFFSET,
            offset + OverlayFrame.length(frame, offset),
            StampTlv.DIRECT_MEASUREMENT);
    return tlv != StampTlv.ABSENT && DirectMeasurementTlv.isPlausible(frame, tlv)
        ? DirectMeasurementTlv.senderSent(frame, tlv)
        : 0;
  }
}
