package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// A WireGuard handshake message of another path, unchanged, so that a path that is blocked in one
/// direction keeps keys for the other. Rules in the package's document.
public final class HandshakeFrame {
  public static final int MESSAGE_OFFSET = OverlayFrame.HEADER_LENGTH;

  // WireGuard, sections 5.4.2 to 5.4.7: the cookie reply is the shortest, the initiation the
  // longest.
  private static final int SHORTEST_MESSAGE = 64;
  private static final int LONGEST_MESSAGE = 148;
  public static final int MAX_LENGTH = MESSAGE_OFFSET + LONGEST_MESSAGE;

  private HandshakeFrame() {}

  /// Writes the frame around a copy of the message; answers the frame's length.
  public static int write(
      MemorySegment frame,
      long offset,
      MemorySegment message,
      long messageOffset,
      int messageLength) {
    int length = MESSAGE_OFFSET + messageLength;
    MemorySegment.copy(message, messageOffset, frame, offset + MESSAGE_OFFSET, messageLength);
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.HANDSHAKE, length);
    return length;
  }

  /// Whether a plausible [OverlayFrame] of this type holds something as long as a handshake
  /// message.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    int length = messageLength(frame, offset);
    return length >= SHORTEST_MESSAGE && length <= LONGEST_MESSAGE;
  }

  public static int messageLength(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) - MESSAGE_OFFSET;
  }
}
