package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// A user packet that was sealed on one path, sent again on another one. Picture in the package's
/// document.
public final class CopyFrame {
  static final int SESSION_OFFSET = 4;
  static final int COUNTER_OFFSET = 8;

  /// Bytes in front of the IP packet.
  public static final int HEADER_LENGTH = 16;

  private CopyFrame() {}

  /// Writes [#HEADER_LENGTH] bytes; the packet's `packetLength` bytes follow them.
  ///
  /// @param session index of the session that it was sealed in, by which the reader knows it
  /// @param counter of its transport message there
  public static void write(
      MemorySegment frame, long offset, int session, long counter, int packetLength) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.COPY, HEADER_LENGTH + packetLength);
    frame.set(NetworkOrder.INT, offset + SESSION_OFFSET, session);
    frame.set(NetworkOrder.LONG, offset + COUNTER_OFFSET, counter);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) > HEADER_LENGTH;
  }

  public static int session(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + SESSION_OFFSET);
  }

  public static long counter(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.LONG, offset + COUNTER_OFFSET);
  }

  public static int packetLength(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) - HEADER_LENGTH;
  }
}
