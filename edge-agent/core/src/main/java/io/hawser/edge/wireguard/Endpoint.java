package io.hawser.edge.wireguard;

import java.net.InetSocketAddress;

/// Where a peer is: our socket, and its address.
///
/// @param socket the shell's number of the socket, not negative: one for each WAN link and key
/// @param address resolved
public record Endpoint(int socket, InetSocketAddress address) {
  public Endpoint {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("endpoint: " + address + " (expected: a numeric address)");
    }
  }
}
