package io.hawser.lab.check;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// How the NAT in front of a host maps and filters UDP, found out as RFC 5780 does, from one socket
/// inside and three outside.
///
/// @param sameMapping whether two destinations saw the same outside address and port
/// @param fromOtherPort whether a packet came in from a port of the server that was not sent to
/// @param fromStranger whether a packet came in from an address that was not sent to
record NatBehaviour(boolean sameMapping, boolean fromOtherPort, boolean fromStranger) {
  private static final int INSIDE_PORT = 40_000;
  private static final int PORT = 41_000;
  private static final long WAIT_MS = 300;

  static NatBehaviour of(Host inside, Host server, Host stranger) throws IOException {
    try (DatagramChannel client = open(inside, INSIDE_PORT);
        DatagramChannel first = open(server, PORT);
        DatagramChannel second = open(server, PORT + 1);
        DatagramChannel other = open(stranger, PORT)) {
      InetSocketAddress mapped = reach(client, first, server.ipv4(), PORT);
      if (mapped == null) {
        throw new IOException(inside.name() + ": its packets do not reach " + server.name());
      }
      boolean fromOtherPort = comesIn(second, mapped, client);
      boolean fromStranger = comesIn(other, mapped, client);
      InetSocketAddress elsewhere = reach(client, other, stranger.ipv4(), PORT);
      return new NatBehaviour(mapped.equals(elsewhere), fromOtherPort, fromStranger);
    }
  }

  private static DatagramChannel open(Host host, int port) throws IOException {
    DatagramChannel channel =
        host.inNetwork(() -> DatagramChannel.open().bind(new InetSocketAddress(port)));
    channel.configureBlocking(false);
    return channel;
  }

  private static @Nullable InetSocketAddress reach(
      DatagramChannel client, DatagramChannel target, InetAddress address, int port)
      throws IOException {
    client.send(ByteBuffer.wrap(new byte[] {1}), new InetSocketAddress(address, port));
    return receive(target);
  }

  private static boolean comesIn(
      DatagramChannel from, InetSocketAddress mapped, DatagramChannel client) throws IOException {
    from.send(ByteBuffer.wrap(new byte[] {2}), mapped);
    return receive(client) != null;
  }

  private static @Nullable InetSocketAddress receive(DatagramChannel channel) throws IOException {
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      selector.select(WAIT_MS);
      return (InetSocketAddress) channel.receive(ByteBuffer.allocate(64));
    }
  }
}
