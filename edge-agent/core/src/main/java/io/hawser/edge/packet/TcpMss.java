package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The maximum segment size option of a TCP SYN (RFC 9293, section 3.7.1), lowered so that the
/// segments of the conversation fit the tunnel.
public final class TcpMss {
  private static final int TCP_HEADER = 20;
  private static final int FLAGS = 13;
  private static final int FLAG_SYN = 0x02;
  private static final int CHECKSUM = 16;
  private static final int KIND_END = 0;
  private static final int KIND_NOP = 1;
  private static final int KIND_MSS = 2;
  private static final int MSS_LENGTH = 4;

  private TcpMss() {}

  /// Lowers the option to what an inner MTU of `mtu` bytes leaves; does nothing to other packets.
  ///
  /// `p` holds a plausible, unfragmented TCP packet whose TCP header is `tcp` bytes behind `at`.
  public static void clamp(MemorySegment p, long at, int tcp, int mtu) {
    int length = IpPacket.totalLength(p, at) - tcp;
    long t = at + tcp;
    if (length < TCP_HEADER || (Bytes.u8(p, t + FLAGS) & FLAG_SYN) == 0) {
      return;
    }
    int end = Math.min((Bytes.u8(p, t + 12) >>> 4) << 2, length);
    int ipHeader = IpPacket.isV4(p, at) ? IpPacket.V4_HEADER : IpPacket.V6_HEADER;
    int limit = mtu - ipHeader - TCP_HEADER;
    for (int option = TCP_HEADER; option < end; ) {
      int kind = Bytes.u8(p, t + option);
      if (kind == KIND_END) {
        return;
      }
      if (kind == KIND_NOP) {
        option++;
        continue;
      }
      if (option + 1 >= end) {
        return;
      }
      int size = Bytes.u8(p, t + option + 1);
      if (size < 2) {
        return;
      }
      if (kind == KIND_MSS && size == MSS_LENGTH && option + MSS_LENGTH <= end) {
        lower(p, t, option + 2, limit);
        return;
      }
      option += size;
    }
  }

  private static void lower(MemorySegment p, long tcp, int valueOffset, int limit) {
    int value = Bytes.u16(p, tcp + valueOffset);
    if (value <= limit) {
      return;
    }
    Bytes.put16(p, tcp + valueOffset, limit);
    int checksum = Bytes.u16(p, tcp + CHECKSUM);
    // An option may stand at an odd offset; its bytes are then swapped in the sum (RFC 1071,
    // section 2).
    boolean odd = (valueOffset & 1) != 0;
    int before = odd ? Short.reverseBytes((short) value) & 0xFFFF : value;
    int after = odd ? Short.reverseBytes((short) limit) & 0xFFFF : limit;
    Bytes.put16(p, tcp + CHECKSUM, Checksum.update(checksum, before, after));
  }
}
