package io.hawser.edge.bench.swarm;

import io.hawser.edge.packet.Checksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// ICMP echo over IPv4 (RFC 792). The kernel at the other end answers; each identifier is a flow.
///
/// ```
///   0              20    21    22         24   26         28
///   | IPv4 header  | type | code | checksum | id | sequence | zeros |
/// ```
final class EchoPacket {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int HEADER_LENGTH = 20;
  private static final int ICMP = 1;
  private static final byte REQUEST = 8;
  private static final byte REPLY = 0;
  private static final byte TIME_TO_LIVE = 64;

  private EchoPacket() {}

  /// Writes a request of `length` bytes in all at `at`.
  static void write(MemorySegment p, long at, int length, int source, int target, int id) {
    p.asSlice(at, length).fill((byte) 0);
    p.set(ValueLayout.JAVA_BYTE, at, (byte) 0x45);
    p.set(SHORT, at + 2, (short) length);
    p.set(ValueLayout.JAVA_BYTE, at + 8, TIME_TO_LIVE);
    p.set(ValueLayout.JAVA_BYTE, at + 9, (byte) ICMP);
    p.set(INT, at + 12, source);
    p.set(INT, at + 16, target);
    p.set(SHORT, at + 10, checksum(p, at, HEADER_LENGTH));
    p.set(ValueLayout.JAVA_BYTE, at + HEADER_LENGTH, REQUEST);
    p.set(SHORT, at + HEADER_LENGTH + 4, (short) id);
    p.set(SHORT, at + HEADER_LENGTH + 2, checksum(p, at + HEADER_LENGTH, length - HEADER_LENGTH));
  }

  static boolean isReply(MemorySegment p, long at, int length) {
    return length > HEADER_LENGTH
        && p.get(ValueLayout.JAVA_BYTE, at + 9) == ICMP
        && p.get(ValueLayout.JAVA_BYTE, at + HEADER_LENGTH) == REPLY;
  }

  private static short checksum(MemorySegment p, long at, int length) {
    return (short) Checksum.finish(Checksum.sum(p, at, length));
  }
}
