package io.hawser.lab.topology;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IP address with the length of its prefix, such as `198.51.100.2/29`.
public record Address(InetAddress ip, int prefixLength) {
  /// Reads `address/length`.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static Address parse(String text) {
    int slash = text.indexOf('/');
    String expected = text + " (expected: an address with its prefix, such as 10.1.0.1/24)";
    if (slash < 0 || !text.substring(0, slash).matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException(expected);
    }
    try {
      InetAddress ip = InetAddress.ofLiteral(text.substring(0, slash));
      int length = Integer.parseInt(text.substring(slash + 1));
      if (length < 1 || length > ip.getAddress().length * 8) {
        throw new IllegalArgumentException(expected);
      }
      return new Address(ip, length);
    } catch (IllegalArgumentException notAnAddress) {
      throw new IllegalArgumentException(expected, notAnAddress);
    }
  }

  public boolean isIpv6() {
    return ip.getAddress().length == 16;
  }

  /// The first host address of the prefix: by this lab's convention the router's.
  public Address gateway() {
    BigInteger first = network().add(BigInteger.ONE);
    byte[] all = first.toByteArray();
    byte[] bytes = new byte[ip.getAddress().length];
    for (int i = 0; i < Math.min(bytes.length, all.length); i++) {
      bytes[bytes.length - 1 - i] = all[all.length - 1 - i];
    }
    try {
      return new Address(InetAddress.getByAddress(bytes), prefixLength);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// Whether one of the prefixes lies within the other.
  boolean overlaps(Address other) {
    if (isIpv6() != other.isIpv6()) {
      return false;
    }
    int length = Math.min(prefixLength, other.prefixLength);
    return new Address(ip, length).network().equals(new Address(other.ip, length).network());
  }

  private BigInteger network() {
    byte[] bytes = ip.getAddress();
    int hostBits = bytes.length * 8 - prefixLength;
    return new BigInteger(1, bytes).shiftRight(hostBits).shiftLeft(hostBits);
  }

  /// The address alone, as text.
  public String host() {
    String text = ip.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  @Override
  public String toString() {
    return host() + "/" + prefixLength;
  }
}
