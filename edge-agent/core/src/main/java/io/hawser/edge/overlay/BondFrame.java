package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// A user packet with the sequence of its flow, or a stone in the place of one. Picture in the
/// package's document.
public final class BondFrame {
  /// 24 bits of flow and 8 of count, in one word.
  static final int FLOW_AND_COUNT_OFFSET = 4;

  static final int COUNT_OFFSET = 7;
  static final int SEQUENCE_OFFSET = 8;

  /// Bytes in front of the IP packet.
  public static final int HEADER_LENGTH = 12;

  /// Numbers of flows are smaller.
  public static final int FLOWS = 1 << 24;

  private BondFrame() {}

  /// Writes [#HEADER_LENGTH] bytes; the packet's `packetLength` bytes follow them, none in a stone.
  ///
  /// @param flow 0 to [#FLOWS] - 1
  /// @param count its lowest 8 bits are sent
  public static void write(
      MemorySegment frame, long offset, int flow, int count, int sequence, int packetLength) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.BOND, HEADER_LENGTH + packetLength);
    frame.set(NetworkOrder.INT, offset + FLOW_AND_COUNT_OFFSET, flow << Byte.SIZE | (count & 0xFF));
    frame.set(NetworkOrder.INT, offset + SEQUENCE_OFFSET, sequence);
  }

  /// Sets the count of a frame that is sent again by another path.
  public static void recount(MemorySegment frame, long offset, int count) {
    frame.set(NetworkOrder.BYTE, offset + COUNT_OFFSET, (byte) count);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) >= HEADER_LENGTH;
  }

  public static int flow(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + FLOW_AND_COUNT_OFFSET) >>> Byte.SIZE;
  }

  /// 0 to 255.
  public static int count(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.BYTE, offset + COUNT_OFFSET) & 0xFF;
  }

  public static int sequence(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + SEQUENCE_OFFSET);
  }

  /// 0 of a stone.
  public static int packetLength(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) - HEADER_LENGTH;
  }
}
