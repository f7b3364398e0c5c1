package io.hawser.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// A port of this machine's loopback that leads to a TCP service elsewhere, such as inside a
/// namespace.
///
/// Bytes pass as they are; a connection beyond [#CONNECTIONS] is closed at once. Two virtual
/// threads for each connection.
final class Relay implements AutoCloseable {
  static final int CONNECTIONS = 64;

  private static final int PORTS_TRIED = 100;
  private static final int BUFFER_LENGTH = 16 * 1024;

  /// Connects to the service.
  @FunctionalInterface
  interface Connector {
    SocketChannel connect() throws IOException;
  }

  private final ServerSocketChannel server;
  private final Connector connector;
  private final Semaphore room = new Semaphore(CONNECTIONS);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private Relay(ServerSocketChannel server, Connector connector) {
    this.server = server;
    this.connector = connector;
  }

  /// Listens on 127.0.0.1, on `port` or the next that is free.
  static Relay open(int port, Connector connector) throws IOException {
    IOException inUse = null;
    for (int each = port; each < port + PORTS_TRIED; each++) {
      ServerSocketChannel server = ServerSocketChannel.open();
      try {
        Relay relay = new Relay(server.bind(loopback(each)), connector);
        Thread.ofVirtual().name("relay").start(relay::accept);
        return relay;
      } catch (IOException taken) {
        server.close();
        inUse = taken;
      }
    }
    throw new IOException(
        "port: " + port + " (expected: one of the " + PORTS_TRIED + " from there to be free)",
        inUse);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel client = server.accept();
        if (room.tryAcquire()) {
          Thread.ofVirtual().name("relay connection").start(() -> serve(client));
        } else {
          client.close();
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    open.add(client);
    try (client;
        SocketChannel service = connector.connect()) {
      open.add(service);
      Thread answers = Thread.ofVirtual().name("relay answers").start(() -> pass(service, client));
      pass(client, service);
      answers.join();
      open.remove(service);
    } catch (IOException refused) {
      // The service is away: the client sees its connection closed.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
      room.release();
    }
  }

  /// Passes bytes on until their end, which it passes on too; a broken side breaks the other.
  private static void pass(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is of no use any more in any case.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Relay::close);
  }
}
