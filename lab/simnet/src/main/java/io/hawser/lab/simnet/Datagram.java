package io.hawser.lab.simnet;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A datagram on its way; `payload` is read-only and its own copy.
record Datagram(InetSocketAddress from, InetSocketAddress to, ByteBuffer payload) {
  static Datagram of(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
    return new Datagram(from, to, ByteBuffer.wrap(payload.clone()).asReadOnlyBuffer());
  }

  Datagram from(InetSocketAddress other) {
    return new Datagram(other, to, payload);
  }

  Datagram to(InetSocketAddress other) {
    return new Datagram(from, other, payload);
  }

  byte[] copy() {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
