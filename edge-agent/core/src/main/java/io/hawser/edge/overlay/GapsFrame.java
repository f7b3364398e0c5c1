package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// Says which counters of a session are no loss of the path. Picture in the package's document.
public final class GapsFrame {
  static final int SESSION_OFFSET = 4;
  static final int UP_TO_OFFSET = 8;
  static final int UNSENT_OFFSET = 16;
  static final int PROBE_OFFSET = 24;
  public static final int LENGTH = 32;

  private GapsFrame() {}

  /// Writes [#LENGTH] bytes.
  public static void write(MemorySegment frame, long offset, Gaps gaps) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.GAPS, LENGTH);
    frame.set(NetworkOrder.INT, offset + SESSION_OFFSET, gaps.session());
    frame.set(NetworkOrder.LONG, offset + UP_TO_OFFSET, gaps.upTo());
    frame.set(NetworkOrder.LONG, offset + UNSENT_OFFSET, gaps.unsent());
    frame.set(NetworkOrder.LONG, offset + PROBE_OFFSET, gaps.probe());
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields, and these agree with each
  /// other.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    if (OverlayFrame.length(frame, offset) < LENGTH) {
      return false;
    }
    Gaps gaps = read(frame, offset);
    // A session ends long before its counter passes 2^63 (2^60 messages), so all are positive.
    return gaps.upTo() >= 0
        && gaps.unsent() >= 0
        && gaps.unsent() - 1 <= gaps.upTo()
        && gaps.probe() >= Gaps.NONE
        && gaps.probe() <= gaps.upTo();
  }

  public static Gaps read(MemorySegment frame, long offset) {
    return new Gaps(
        frame.get(NetworkOrder.INT, offset + SESSION_OFFSET),
        frame.get(NetworkOrder.LONG, offset + UP_TO_OFFSET),
        frame.get(NetworkOrder.LONG, offset + UNSENT_OFFSET),
        frame.get(NetworkOrder.LONG, offset + PROBE_OFFSET));
  }
}
