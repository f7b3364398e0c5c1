package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The Internet checksum (RFC 1071) and its incremental update (RFC 1624).
public final class Checksum {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final boolean SWAPPED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int LANES = 4 * Long.BYTES;
  private static final long LOW = 0xFFFF_FFFFL;

  private Checksum() {}

  /// The one's complement sum of `length` bytes, to be added to others.
  ///
  /// Words are added in the machine's own order, 64 bits at a time in four lanes, and the result is
  /// turned once: the sum does not depend on the order of bytes (RFC 1071, section 2 B).
  public static long sum(MemorySegment segment, long offset, int length) {
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    int at = 0;
    for (; at + LANES <= length; at += LANES) {
      long from = offset + at;
      long w = segment.get(LONG, from);
      long x = segment.get(LONG, from + 8);
      long y = segment.get(LONG, from + 16);
      long z = segment.get(LONG, from + 24);
      a += (w & LOW) + (w >>> 32);
      b += (x & LOW) + (x >>> 32);
      c += (y & LOW) + (y >>> 32);
      d += (z & LOW) + (z >>> 32);
    }
    long sum = fold(a + b + c + d + rest(segment, offset + at, length - at));
    return SWAPPED ? Short.reverseBytes((short) sum) & 0xFFFFL : sum;
  }

  private static long rest(MemorySegment segment, long offset, int length) {
    long sum = 0;
    int at = 0;
    for (; at + 4 <= length; at += 4) {
      sum += segment.get(INT, offset + at) & LOW;
    }
    if (at + 2 <= length) {
      sum += segment.get(SHORT, offset + at) & 0xFFFFL;
      at += 2;
    }
    if (at < length) {
      int last = Bytes.u8(segment, offset + at);
      sum += SWAPPED ? last : last << 8;
    }
    return sum;
  }

  /// `sum` in 16 bits; 0 only where it is 0.
  static long fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return folded;
  }

  /// The 16 bits that go into a header: the folded complement of `sum`.
  public static int finish(long sum) {
    return (int) (~fold(sum) & 0xFFFF);
  }

  /// `checksum` after a 16-bit word of what it covers changed (RFC 1624, equation 3).
  public static int update(int checksum, int before, int after) {
    return finish((~checksum & 0xFFFFL) + (~before & 0xFFFFL) + after);
  }
}
