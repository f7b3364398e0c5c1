package io.hawser.lab.simnet;

import java.net.InetAddress;

/// What lies behind an access line.
interface Cloud {
  /// Takes a datagram that came up the line of one of its ports.
  void route(Datagram datagram);

  /// Gives a port another address.
  void move(Port port, InetAddress address);
}
