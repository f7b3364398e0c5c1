package io.hawser.policy;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/// A network in CIDR notation, IPv4 or IPv6; no bit beyond its length is set. Addresses are two
/// longs, IPv4 in its mapped form `::ffff:a.b.c.d`; still an IPv6 prefix never contains an IPv4
/// address, not even `::/0`.
///
/// @param high the first 64 bits
/// @param low the last 64 bits
/// @param length bits of the mapped form, so 96 + n for IPv4; [#bits()] is what people write
public record Prefix(long high, long low, int length) implements Comparable<Prefix> {
  private static final int ADDRESS_BITS = 128;
  private static final int MAPPED_BITS = 96;
  private static final int IPV4_LENGTH = 4;

  public Prefix {
    if (length < 0 || length > ADDRESS_BITS) {
      throw new IllegalArgumentException("prefix length: " + length + " (expected: 0 to 128)");
    }
    if ((high & ~highMask(length)) != 0 || (low & ~lowMask(length)) != 0) {
      throw new IllegalArgumentException(
          "prefix: "
              + text(high, low, length)
              + " (expected: no host bits; did you mean \""
              + text(high & highMask(length), low & lowMask(length), length)
              + "\")");
    }
  }

  /// Reads `10.20.0.0/16` or `2001:db8::/32`; an address without a length is that one host.
  ///
  /// @throws IllegalArgumentException with `prefix: value (expected: …)`
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean ipv4 = address.indexOf(':') < 0;
    int most = ipv4 ? ADDRESS_BITS - MAPPED_BITS : ADDRESS_BITS;
    String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
    if (!bits.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(bits) > most) {
      throw new IllegalArgumentException(
          "prefix: " + text + " (expected: a length from 0 to " + most + " after the slash)");
    }
    long high;
    long low;
    try {
      ByteBuffer ipv6 =
          ipv4 ? ByteBuffer.allocate(16) : ByteBuffer.wrap(AddressText.parseIpv6(address));
      high = ipv6.getLong();
      low = ipv4 ? AddressText.parseIpv4(address) : ipv6.getLong();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "prefix: " + text + " (expected: a network such as 10.20.0.0/16 or 2001:db8::/32)", e);
    }
    return new Prefix(
        high, low, ipv4 ? MAPPED_BITS + Integer.parseInt(bits) : Integer.parseInt(bits));
  }

  /// The first 64 bits of an address in its mapped form.
  public static long highOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == IPV4_LENGTH ? 0 : ByteBuffer.wrap(bytes).getLong(0);
  }

  /// The last 64 bits of an address in its mapped form.
  public static long lowOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == IPV4_LENGTH
        ? lowOfIpv4(ByteBuffer.wrap(bytes).getInt())
        : ByteBuffer.wrap(bytes).getLong(8);
  }

  /// The last 64 bits of the mapped form of an IPv4 address, given as it stands in a packet; the
  /// first 64 are 0.
  public static long lowOfIpv4(int address) {
    return AddressText.MAPPED << 32 | address & 0xFFFF_FFFFL;
  }

  public boolean isIpv4() {
    return length >= MAPPED_BITS && isIpv4(high, low);
  }

  private static boolean isIpv4(long high, long low) {
    return high == 0 && low >>> 32 == AddressText.MAPPED;
  }

  /// The length as people write it: 0 to 32 for IPv4, 0 to 128 for IPv6.
  public int bits() {
    return isIpv4() ? length - MAPPED_BITS : length;
  }

  /// Whether the address, in its mapped form, lies inside.
  public boolean contains(long addressHigh, long addressLow) {
    return (addressHigh & highMask(length)) == high
        && (addressLow & lowMask(length)) == low
        && isIpv4() == isIpv4(addressHigh, addressLow);
  }

  public boolean contains(InetAddress address) {
    return contains(highOf(address), lowOf(address));
  }

  /// Whether every address of the other lies inside this.
  public boolean contains(Prefix other) {
    return length <= other.length
        && isIpv4() == other.isIpv4()
        && (other.high & highMask(length)) == high
        && (other.low & lowMask(length)) == low;
  }

  /// Whether some address lies in both; then one of them contains the other.
  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  private static long highMask(int length) {
    return length >= 64 ? -1L : length == 0 ? 0 : -1L << 64 - length;
  }

  private static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << ADDRESS_BITS - length;
  }

  /// IPv4 before IPv6, then by address, then the wider first.
  @Override
  public int compareTo(Prefix other) {
    int order = Boolean.compare(other.isIpv4(), isIpv4());
    order = order != 0 ? order : Long.compareUnsigned(high, other.high);
    order = order != 0 ? order : Long.compareUnsigned(low, other.low);
    return order != 0 ? order : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return text(high, low, length);
  }

  private static String text(long high, long low, int length) {
    boolean ipv4 = length >= MAPPED_BITS && isIpv4(high, low);
    return AddressText.format(high, low) + "/" + (ipv4 ? length - MAPPED_BITS : length);
  }
}
