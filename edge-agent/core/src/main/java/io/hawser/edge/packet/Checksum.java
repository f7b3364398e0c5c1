package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// The Internet checksum (RFC 1071) and its incremental update (RFC 1624).
public final class Checksum {
  private Checksum() {}

  /// The one's complement sum of `length` bytes, not folded, to be added to others.
  public static long sum(MemorySegment segment, long offset, int length) {
    long sum = 0;
    int at = 0;
    for (; at + 4 <= length; at += 4) {
      sum += Bytes.u32(segment, offset + at);
    }
    if (at + 2 <= length) {
      sum += Bytes.u16(segment, offset + at);
      at += 2;
    }
    if (at < length) {
      sum += (long) Bytes.u8(segment, offset + at) << 8;
    }
    return sum;
  }

  /// The 16 bits that go into a header: the folded complement of `sum`.
  public static int finish(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) (~folded & 0xFFFF);
  }

  /// `checksum` after a 16-bit word of what it covers changed (RFC 1624, equation 3).
  public static int update(int checksum, int before, int after) {
    return finish((~checksum & 0xFFFFL) + (~before & 0xFFFFL) + after);
  }
}
