package io.hawser.edge.wireguard;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The first four bytes of every datagram: a type and three zero bytes, compared as one
/// little-endian word.
public final class MessageType {
  public static final int INITIATION = 1;
  public static final int RESPONSE = 2;
  public static final int COOKIE_REPLY = 3;
  public static final int TRANSPORT = 4;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT_LAYOUT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private MessageType() {}

  /// Whether the datagram has the size and type of a message for [LocalIdentity#onDatagram].
  public static boolean isHandshake(MemorySegment buffer, long offset, int length) {
    return switch (length) {
      case Initiation.LENGTH -> buffer.get(INT_LAYOUT, offset) == INITIATION;
      case Response.LENGTH -> buffer.get(INT_LAYOUT, offset) == RESPONSE;
      case CookieReply.LENGTH -> buffer.get(INT_LAYOUT, offset) == COOKIE_REPLY;
      default -> false;
    };
  }
}
