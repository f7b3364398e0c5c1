package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.MessageType.INT_LAYOUT;

import io.hawser.edge.crypto.Aead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A transport message (paper, section 5.4.6). Numbers are little-endian.
///
/// ```
///   0      4          8         16
///   | type | receiver | counter | plaintext, zero bytes up to 16 | tag |
///   |  4   | index    | 8       | any                            | 16  |
/// ```
///
/// Without plaintext it is a keepalive.
public final class Transport {
  public static final int HEADER_LENGTH = 16;

  /// What a datagram is longer than its (padded) plaintext.
  public static final int OVERHEAD = HEADER_LENGTH + Aead.TAG_LENGTH;

  private static final int RECEIVER = 4;
  private static final int COUNTER = 8;
  private static final ValueLayout.OfLong LONG_LAYOUT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Transport() {}

  /// Whether the datagram has the type and least size of a transport message; nothing in it is
  /// authentic yet.
  public static boolean isPlausible(MemorySegment buffer, long offset, int length) {
    return length >= OVERHEAD && buffer.get(INT_LAYOUT, offset) == MessageType.TRANSPORT;
  }

  /// The index by which the receiver finds its [ReceiveKey].
  public static int receiver(MemorySegment buffer, long offset) {
    return buffer.get(INT_LAYOUT, offset + RECEIVER);
  }

  /// The packet's number in its session, from 0, unsigned.
  public static long counter(MemorySegment buffer, long offset) {
    return buffer.get(LONG_LAYOUT, offset + COUNTER);
  }

  static void writeHeader(MemorySegment buffer, long offset, int receiver, long counter) {
    buffer.set(INT_LAYOUT, offset, MessageType.TRANSPORT);
    buffer.set(INT_LAYOUT, offset + RECEIVER, receiver);
    buffer.set(LONG_LAYOUT, offset + COUNTER, counter);
  }
}
