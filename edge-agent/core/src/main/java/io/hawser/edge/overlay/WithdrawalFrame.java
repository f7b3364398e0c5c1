package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// Says that nothing can arrive on a session any more, because the sender's link is down. Picture
/// in the package's document.
public final class WithdrawalFrame {
  static final int SESSION_OFFSET = 4;
  public static final int LENGTH = 8;

  private WithdrawalFrame() {}

  /// Writes [#LENGTH] bytes.
  ///
  /// @param session the receiver index that the writer chose
  public static void write(MemorySegment frame, long offset, int session) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.WITHDRAWAL, LENGTH);
    frame.set(NetworkOrder.INT, offset + SESSION_OFFSET, session);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) >= LENGTH;
  }

  public static int session(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.INT, offset + SESSION_OFFSET);
  }
}
