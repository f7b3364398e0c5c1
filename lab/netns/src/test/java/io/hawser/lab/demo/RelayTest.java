package io.hawser.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RelayTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private ServerSocket service;

  @BeforeEach
  void serve() throws IOException {
    service = new ServerSocket(0, 100, LOOPBACK);
    Thread.ofVirtual().start(this::echo);
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
  }

  @Test
  void passesBytesAndTheirEndBothWays() throws Exception {
    try (Relay relay = relay();
        Socket client = new Socket(LOOPBACK, relay.port())) {
      client.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void takesTheNextPortWhereOneIsInUse() throws Exception {
    try (Relay relay = Relay.open(service.getLocalPort(), this::connect)) {
      assertThat(relay.port()).isGreaterThan(service.getLocalPort());
    }
  }

  @Test
  void closesTheClientWhereTheServiceIsAway() throws Exception {
    service.close();
    try (Relay relay = relay();
        Socket client = new Socket(LOOPBACK, relay.port())) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closesAConnectionBeyondItsBound() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (Relay relay = relay()) {
      for (int i = 0; i < Relay.CONNECTIONS; i++) {
        clients.add(new Socket(LOOPBACK, relay.port()));
        clients.getLast().getOutputStream().write(1);
        assertThat(clients.getLast().getInputStream().read()).isEqualTo(1);
      }
      try (Socket oneMore = new Socket(LOOPBACK, relay.port())) {
        assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private Relay relay() throws IOException {
    return Relay.open(18_443, this::connect);
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(new InetSocketAddress(LOOPBACK, service.getLocalPort()));
  }

  private void echo() {
    while (true) {
      try {
        Socket client = service.accept();
        Thread.ofVirtual().start(() -> echo(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException broken) {
      // The test's own side tells.
    }
  }
}
