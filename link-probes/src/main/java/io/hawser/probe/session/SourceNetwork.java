package io.hawser.probe.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// What counts as one source: an IPv4 address, or an IPv6 /64, which one host may own as a whole.
record SourceNetwork(boolean v4, long bits) {
  static SourceNetwork of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new SourceNetwork(true, bytes.getInt())
        : new SourceNetwork(false, bytes.getLong());
  }
}
