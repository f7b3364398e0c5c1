package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// The kernel's socket addresses.
///
/// ```
///   sockaddr_in   0 family  2 port  4 address (4)                              length 16
///   sockaddr_in6  0 family  2 port  4 flow info  8 address (16)  24 scope      length 28
/// ```
///
/// Family and scope are in the machine's order, port and address in the network's.
final class Sockaddr {
  static final int V4_LENGTH = 16;
  static final int V6_LENGTH = 28;

  /// Room for either.
  static final int LENGTH = 32;

  private static final int FAMILY = 0;
  private static final int PORT = 2;
  private static final int V4_ADDRESS = 4;
  private static final int V6_ADDRESS = 8;
  private static final int V6_SCOPE = 24;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Sockaddr() {}

  static int length(IpFamily family) {
    return family == IpFamily.V4 ? V4_LENGTH : V6_LENGTH;
  }

  static int family(MemorySegment at, long offset) {
    return at.get(JAVA_SHORT_UNALIGNED, offset + FAMILY);
  }

  static int port(MemorySegment at, long offset) {
    return at.get(NETWORK_SHORT, offset + PORT) & 0xFFFF;
  }

  /// The first half of an IPv6 address, or an IPv4 address.
  static long addressHigh(MemorySegment at, long offset) {
    return family(at, offset) == Abi.AF_INET
        ? at.get(JAVA_INT_UNALIGNED, offset + V4_ADDRESS)
        : at.get(NETWORK_LONG, offset + V6_ADDRESS);
  }

  /// The second half of an IPv6 address; 0 for IPv4.
  static long addressLow(MemorySegment at, long offset) {
    return family(at, offset) == Abi.AF_INET ? 0 : at.get(NETWORK_LONG, offset + V6_ADDRESS + 8);
  }

  static int scope(MemorySegment at, long offset) {
    return family(at, offset) == Abi.AF_INET ? 0 : at.get(JAVA_INT_UNALIGNED, offset + V6_SCOPE);
  }

  static void write(InetSocketAddress endpoint, MemorySegment at, long offset) {
    at.asSlice(offset, LENGTH).fill((byte) 0);
    byte[] address = endpoint.getAddress().getAddress();
    boolean v4 = address.length == 4;
    at.set(JAVA_SHORT_UNALIGNED, offset + FAMILY, (short) (v4 ? Abi.AF_INET : Abi.AF_INET6));
    at.set(NETWORK_SHORT, offset + PORT, (short) endpoint.getPort());
    MemorySegment.copy(
        address, 0, at, JAVA_BYTE, offset + (v4 ? V4_ADDRESS : V6_ADDRESS), address.length);
    if (endpoint.getAddress() instanceof Inet6Address scoped) {
      at.set(JAVA_INT_UNALIGNED, offset + V6_SCOPE, scoped.getScopeId());
    }
  }

  /// Any address of the family, at a port, into zeroed memory.
  static void writeAny(IpFamily family, int port, MemorySegment at) {
    at.set(JAVA_SHORT_UNALIGNED, FAMILY, (short) family.number);
    at.set(NETWORK_SHORT, PORT, (short) port);
  }

  /// Allocates; the packet path asks [SourceCache] first.
  static InetSocketAddress read(MemorySegment at, long offset) {
    boolean v4 = family(at, offset) == Abi.AF_INET;
    byte[] address = new byte[v4 ? 4 : 16];
    MemorySegment.copy(
        at, JAVA_BYTE, offset + (v4 ? V4_ADDRESS : V6_ADDRESS), address, 0, address.length);
    try {
      int scope = scope(at, offset);
      InetAddress host =
          scope == 0
              ? InetAddress.getByAddress(address)
              : Inet6Address.getByAddress(null, address, scope);
      return new InetSocketAddress(host, port(at, offset));
    } catch (UnknownHostException e) {
      throw new AssertionError("address length: " + address.length, e);
    }
  }
}
