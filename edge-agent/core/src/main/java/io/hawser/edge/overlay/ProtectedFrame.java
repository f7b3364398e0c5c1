package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// A user packet with its number in a code that can repair it; see the package's document.
public final class ProtectedFrame {
  static final int CODE_OFFSET = 4;
  static final int ID_OFFSET = 8;

  /// Bytes in front of the IP packet.
  public static final int HEADER_LENGTH = 12;

  private ProtectedFrame() {}

  /// Writes [#HEADER_LENGTH] bytes; the packet's `packetLength` bytes follow them.
  ///
  /// @param code which of the writer's codes, 0 to 65,535
  /// @param id the packet's number in it
  public static void write(MemorySegment frame, long offset, int code, int id, int packetLength) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.PROTECTED, HEADER_LENGTH + packetLength);
    frame.set(NetworkOrder.SHORT, offset + CODE_OFFSET, (short) code);
    frame.set(NetworkOrder.SHORT, offset + CODE_OFFSET + Short.BYTES, (short) 0);
    frame.set(NetworkOrder.INT, offset + ID_OFFSET, id);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields and a packet.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) > HEADER_LENGTH;
  }

  public static int code(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.SHORT, offset + CODE_OFFSET) & 0xFFFF;
  }

  public static int id(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + ID_OFFSET);
  }

  public static int packetLength(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) - HEADER_LENGTH;
  }
}
