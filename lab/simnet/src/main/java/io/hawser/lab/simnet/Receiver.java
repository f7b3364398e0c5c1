package io.hawser.lab.simnet;

import java.net.InetSocketAddress;

/// What a host does with a datagram. The payload is its own copy.
@FunctionalInterface
public interface Receiver {
  void onDatagram(Port port, InetSocketAddress from, InetSocketAddress to, byte[] payload);
}
