package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// A repair symbol over the last packets of a code; see the package's document.
public final class RepairFrame {
  static final int CODE_OFFSET = 4;
  static final int KEY_OFFSET = 6;
  static final int FIRST_ID_OFFSET = 8;
  static final int WINDOW_OFFSET = 12;

  /// Bytes in front of the symbol.
  public static final int HEADER_LENGTH = 16;

  private RepairFrame() {}

  /// Writes [#HEADER_LENGTH] bytes; the symbol's `symbolLength` bytes follow them.
  ///
  /// @param code which of the writer's codes, 0 to 65,535
  /// @param firstId number of the first packet that it sums up
  /// @param windowLength how many these are
  /// @param key what the factors follow from, 16 bits
  public static void write(
      MemorySegment frame,
      long offset,
      int code,
      int firstId,
      int windowLength,
      int key,
      int symbolLength) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.REPAIR, HEADER_LENGTH + symbolLength);
    frame.set(NetworkOrder.SHORT, offset + CODE_OFFSET, (short) code);
    frame.set(NetworkOrder.SHORT, offset + KEY_OFFSET, (short) key);
    frame.set(NetworkOrder.INT, offset + FIRST_ID_OFFSET, firstId);
    frame.set(NetworkOrder.INT, offset + WINDOW_OFFSET, windowLength << Byte.SIZE * 3);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields and a symbol.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) > HEADER_LENGTH;
  }

  public static int code(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.SHORT, offset + CODE_OFFSET) & 0xFFFF;
  }

  public static int key(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.SHORT, offset + KEY_OFFSET) & 0xFFFF;
  }

  public static int firstId(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + FIRST_ID_OFFSET);
  }

  public static int windowLength(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.BYTE, offset + WINDOW_OFFSET) & 0xFF;
  }

  public static int symbolLength(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) - HEADER_LENGTH;
  }
}
