package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// A TCP checksum that one edge leaves to the other: 0 in its place.
///
/// What the kernel gives as a super-packet has no checksums yet, what is authentic needs none on
/// the way, and the far kernel wants none in a super-packet. So neither edge reads a payload for
/// the sake of a sum. 0 is free as a mark: a one's complement sum of 0 can be written 0xFFFF as
/// well (RFC 1071), and between edges always is. Not for UDP, where 0 means that there is none (RFC
/// 768), and never towards a stock peer.
///
/// `p` holds a plausible, unfragmented packet whose TCP header is `tcp` bytes behind `at`.
public final class LeftChecksum {
  static final int LEFT = 0;
  private static final int TCP_HEADER = 20;
  private static final int FIELD = 16;
  private static final int ALSO_ZERO = 0xFFFF;

  private LeftChecksum() {}

  /// Whether the sender, an edge, left the checksum to this one.
  public static boolean isLeft(MemorySegment p, long at, int tcp) {
    return holdsTcp(p, at, tcp) && Bytes.u16(p, at + tcp + FIELD) == LEFT;
  }

  /// Writes a checksum that is present so that it is not taken for one that was left.
  public static void keep(MemorySegment p, long at, int tcp) {
    if (isLeft(p, at, tcp)) {
      Bytes.put16(p, at + tcp + FIELD, ALSO_ZERO);
    }
  }

  /// Makes the checksum right for another far side than the packet was meant for: an edge, to which
  /// none was left yet, or a stock peer, to which none must be.
  ///
  /// @param key the packet's own
  public static void turn(MemorySegment p, long at, FlowKey key, boolean toEdge) {
    if (key.protocol != IpPacket.PROTOCOL_TCP || key.isFragment) {
      return;
    }
    if (toEdge) {
      keep(p, at, key.upperOffset);
    } else if (isLeft(p, at, key.upperOffset)) {
      fill(p, at, key.upperOffset);
    }
  }

  /// Fills in the checksum.
  static void fill(MemorySegment p, long at, int tcp) {
    int length = IpPacket.totalLength(p, at) - tcp;
    Bytes.put16(p, at + tcp + FIELD, 0);
    long sum =
        IpPacket.pseudoSum(p, at, IpPacket.PROTOCOL_TCP, length)
            + Checksum.sum(p, at + tcp, length);
    Bytes.put16(p, at + tcp + FIELD, Checksum.finish(sum));
  }

  private static boolean holdsTcp(MemorySegment p, long at, int tcp) {
    return IpPacket.totalLength(p, at) - tcp >= TCP_HEADER;
  }
}
