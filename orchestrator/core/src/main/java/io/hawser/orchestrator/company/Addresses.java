package io.hawser.orchestrator.company;

import io.hawser.policy.Prefix;
import java.net.InetAddress;
import java.util.Optional;

/// Numeric addresses. No name is ever looked up.
public final class Addresses {
  private static final int HOST = 128;

  private Addresses() {}

  /// The canonical text (RFC 5952) of an address that a peer on another network could use, or
  /// nothing.
  public static Optional<String> reachable(String text) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean useless =
        address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isMulticastAddress();
    return useless
        ? Optional.empty()
        : Optional.of(
            withoutLength(new Prefix(Prefix.highOf(address), Prefix.lowOf(address), HOST)));
  }

  public static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  /// `198.51.100.7:51820`, `[2001:db8::7]:51820`.
  public static String endpoint(String address, int port) {
    return (isIpv6(address) ? "[" + address + "]" : address) + ":" + port;
  }

  static String withoutLength(Prefix host) {
    String text = host.toString();
    return text.substring(0, text.indexOf('/'));
  }
}
