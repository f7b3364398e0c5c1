package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// When a user packet came to the edge that sent it: a frame behind the packet, where others see
/// padding. Picture in the package's document.
public final class TimeTrailer {
  static final int TIME_OFFSET = 4;

  /// Bytes behind the IP packet.
  public static final int LENGTH = 8;

  private TimeTrailer() {}

  /// @param at where the packet ends
  /// @param timeUs microseconds of the writer's clock, of which the lowest 32 bits are sent
  public static void write(MemorySegment packet, long at, long timeUs) {
    OverlayFrame.writeHeader(packet, at, OverlayFrame.TIME, LENGTH);
    packet.set(NetworkOrder.INT, at + TIME_OFFSET, (int) timeUs);
  }

  /// Whether one stands behind a plausible packet.
  ///
  /// @param at of the packet
  /// @param total its own length
  /// @param length of what holds it
  public static boolean isPresent(MemorySegment packet, long at, int total, int length) {
    long end = at + total;
    return total + LENGTH <= length
        && OverlayFrame.isPlausible(packet, end, length - total)
        && OverlayFrame.type(packet, end) == OverlayFrame.TIME
        && OverlayFrame.length(packet, end) >= LENGTH;
  }

  /// Microseconds of the writer's clock, modulo 2^32.
  ///
  /// @param at where the packet ends
  public static int timeUs(MemorySegment packet, long at) {
    return packet.get(NetworkOrder.INT, at + TIME_OFFSET);
  }
}
