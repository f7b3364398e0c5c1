package io.hawser.edge.agent.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// IP addresses in numbers and in text; never asks a name server.
final class AddressText {
  private AddressText() {}

  static InetAddress parse(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "address: " + bytes.length + " bytes (expected: 4 or 16)", e);
    }
  }

  /// As `ip` reads it, without a scope.
  static String of(byte[] bytes) {
    return parse(bytes).getHostAddress();
  }
}
