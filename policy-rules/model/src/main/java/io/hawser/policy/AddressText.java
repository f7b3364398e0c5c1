package io.hawser.policy;

import java.net.InetAddress;

/// Text forms of IP addresses that are held as two longs, IPv4 in its mapped form `::ffff:a.b.c.d`
/// (RFC 4291, section 2.5.5.2).
final class AddressText {
  /// The upper half of the low word of every mapped IPv4 address.
  static final long MAPPED = 0xffffL;

  private static final int GROUPS = 8;
  private static final int IPV6_LENGTH = 16;

  private AddressText() {}

  /// The low word of a dotted IPv4 address in its mapped form.
  ///
  /// @throws IllegalArgumentException where it is not four decimal numbers without leading zeros
  static long parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(text);
    }
    long address = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(part) > 255) {
        throw new IllegalArgumentException(text);
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return MAPPED << 32 | address;
  }

  /// The 16 bytes of an IPv6 address.
  ///
  /// @throws IllegalArgumentException where it is none, has a zone, or is an IPv4 address in
  ///   disguise
  static byte[] parseIpv6(String text) {
    if (!text.matches("[0-9a-fA-F:.]+") || !text.contains(":")) {
      throw new IllegalArgumentException(text);
    }
    byte[] bytes = InetAddress.ofLiteral(text).getAddress();
    // The JDK turns a mapped address into an IPv4 address of four bytes.
    if (bytes.length != IPV6_LENGTH) {
      throw new IllegalArgumentException(text);
    }
    return bytes;
  }

  static String format(long high, long low) {
    return high == 0 && low >>> 32 == MAPPED ? ipv4(low) : ipv6(high, low);
  }

  private static String ipv4(long low) {
    return (low >>> 24 & 0xFF)
        + "."
        + (low >>> 16 & 0xFF)
        + "."
        + (low >>> 8 & 0xFF)
        + "."
        + (low & 0xFF);
  }

  /// RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as
  /// `::`.
  private static String ipv6(long high, long low) {
    int runStart = -1;
    int runLength = 1;
    for (int start = 0; start < GROUPS; start++) {
      int end = start;
      while (end < GROUPS && group(high, low, end) == 0) {
        end++;
      }
      if (end - start > runLength) {
        runStart = start;
        runLength = end - start;
      }
    }
    if (runStart < 0) {
      return groups(high, low, 0, GROUPS);
    }
    return groups(high, low, 0, runStart) + "::" + groups(high, low, runStart + runLength, GROUPS);
  }

  private static String groups(long high, long low, int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(group(high, low, i)));
    }
    return text.toString();
  }

  private static int group(long high, long low, int index) {
    long word = index < 4 ? high : low;
    return (int) (word >>> 48 - 16 * (index & 3)) & 0xFFFF;
  }
}
