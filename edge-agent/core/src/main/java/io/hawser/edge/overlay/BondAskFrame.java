package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// Asks for bonded packets that were lost on the way. Picture in the package's document.
public final class BondAskFrame {
  static final int FLOW_OFFSET = 4;
  static final int FLAGS_OFFSET = 7;
  static final int FIRST_OFFSET = 8;
  static final int OTHERS_OFFSET = 12;
  public static final int LENGTH = 16;

  private static final byte OVERDUE = 1;

  private BondAskFrame() {}

  /// Writes [#LENGTH] bytes.
  ///
  /// @param overdue whether it is not known that they were lost
  /// @param others bit n asks for the sequence `first + 1 + n`
  public static void write(
      MemorySegment frame, long offset, int flow, boolean overdue, int first, int others) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.BOND_ASK, LENGTH);
    int flags = overdue ? OVERDUE : 0;
    frame.set(NetworkOrder.INT, offset + FLOW_OFFSET, flow << Byte.SIZE | flags);
    frame.set(NetworkOrder.INT, offset + FIRST_OFFSET, first);
    frame.set(NetworkOrder.INT, offset + OTHERS_OFFSET, others);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) >= LENGTH;
  }

  public static int flow(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + FLOW_OFFSET) >>> Byte.SIZE;
  }

  /// Whether it is not known that they were lost: the path that they left by may have fallen
  /// silent.
  public static boolean isOverdue(MemorySegment frame, long offset) {
    return (frame.get(NetworkOrder.BYTE, offset + FLAGS_OFFSET) & OVERDUE) != 0;
  }

  public static int first(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + FIRST_OFFSET);
  }

  public static int others(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + OTHERS_OFFSET);
  }
}
