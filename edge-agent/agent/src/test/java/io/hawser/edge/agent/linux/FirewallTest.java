package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FirewallTest {
  private static final List<WanLink> LINKS = List.of(Uplinks.BROADBAND, Uplinks.LTE);
  private static final List<Integer> PORTS = List.of(51820, 51821, 51900);

  @AutoClose private final Uplinks uplinks = Uplinks.connect();

  @Test
  void nothingEntersFromAWanButTheTunnelsPortsAnswersAndIcmp() throws Exception {
    withFirewall(
        () -> {
          for (String edge : List.of("198.51.100.2", "2001:db8:a::2")) {
            assertThat(datagramArrives(edge, 51820)).isTrue();
            assertThat(datagramArrives(edge, 51900)).isTrue();
            assertThat(datagramArrives(edge, 5353)).isFalse();
            assertThat(connects(uplinks.edge, uplinks.internet, edge)).isFalse();
            assertThat(answersPing(uplinks.internet, edge)).isTrue();
          }
          assertThat(connects(uplinks.internet, uplinks.edge, Uplinks.REMOTE4)).isTrue();
          assertThat(connects(uplinks.internet, uplinks.edge, Uplinks.REMOTE6)).isTrue();
        });
  }

  @Test
  void nothingIsForwardedBetweenAWanAndTheLan() throws Exception {
    try (Namespace lan = Namespace.create("l")) {
      Namespace.join(uplinks.edge, "lan0", lan, "eth0");
      uplinks.edge.ip("addr add 10.1.1.1/24 dev lan0");
      lan.ip("addr add 10.1.1.7/24 dev eth0");
      lan.ip("route add default via 10.1.1.1");
      uplinks.internet.ip("route add 10.1.1.0/24 via 198.51.100.2");
      uplinks.edge.run(
          () -> {
            try (Forwarding forwarding = new Forwarding()) {
              forwarding.apply("hawser0", LINKS);
              assertThat(answersPing(uplinks.internet, "10.1.1.7")).isTrue();
              assertThat(answersPing(lan, Uplinks.REMOTE4)).isTrue();

              withFirewall(
                  () -> {
                    assertThat(answersPing(uplinks.internet, "10.1.1.7")).isFalse();
                    assertThat(answersPing(lan, Uplinks.REMOTE4)).isFalse();
                    assertThat(answersPing(lan, "10.1.1.1")).isTrue();
                  });
            }
          });
    }
  }

  @Test
  void comesBackAfterAFlushAndLeavesNothingAtTheEnd() throws Exception {
    uplinks.edge.run(
        () -> {
          try (Firewall firewall = new Firewall()) {
            firewall.apply(LINKS, PORTS);
            assertThat(firewall.heal()).isFalse();
            Command.run("nft", "flush", "ruleset");

            assertThat(firewall.heal()).isTrue();

            assertThat(Command.run("nft", "list", "ruleset")).contains("51900").contains("wan1");
            firewall.apply(List.of(), List.of());
            assertThat(Command.run("nft", "list", "ruleset")).doesNotContain("51900");
          }
          assertThat(Command.run("nft", "list", "ruleset")).isEmpty();
        });
  }

  @Test
  void forwardingSettingsAreRestored() throws Exception {
    uplinks.edge.run(
        () -> {
          Sysctl sysctl = new Sysctl();
          sysctl.set("net/ipv4/conf/wan0/rp_filter", "1");
          try (Forwarding forwarding = new Forwarding()) {
            forwarding.apply("hawser0", LINKS);
            forwarding.apply("hawser0", LINKS);
            assertThat(sysctl.read("net/ipv4/ip_forward")).contains("1");
            assertThat(sysctl.read("net/ipv6/conf/all/forwarding")).contains("1");
            assertThat(sysctl.read("net/ipv4/conf/wan0/rp_filter")).contains("2");
            assertThat(sysctl.read("net/ipv6/conf/wan0/accept_ra")).contains("2");
          }
          assertThat(sysctl.read("net/ipv4/ip_forward")).contains("0");
          assertThat(sysctl.read("net/ipv6/conf/all/forwarding")).contains("0");
          assertThat(sysctl.read("net/ipv4/conf/wan0/rp_filter")).contains("1");
          assertThat(sysctl.read("net/ipv6/conf/wan0/accept_ra")).contains("1");
        });
  }

  private void withFirewall(Namespace.Body body) throws Exception {
    uplinks.edge.run(
        () -> {
          try (Firewall firewall = new Firewall()) {
            firewall.apply(LINKS, PORTS);
            body.run();
          }
        });
  }

  private boolean datagramArrives(String edge, int port) throws Exception {
    try (DatagramSocket receiver =
        uplinks.edge.call(() -> new DatagramSocket(Uplinks.endpoint(edge, port)))) {
      uplinks.internet.run(
          () -> {
            try (DatagramSocket sender = new DatagramSocket()) {
              sender.send(new DatagramPacket(new byte[10], 10, Uplinks.endpoint(edge, port)));
            }
          });
      receiver.setSoTimeout(200);
      receiver.receive(new DatagramPacket(new byte[10], 10));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static boolean connects(Namespace server, Namespace client, String address)
      throws Exception {
    InetSocketAddress endpoint = Uplinks.endpoint(address, 2222);
    try (ServerSocket listening =
        server.call(() -> new ServerSocket(2222, 1, endpoint.getAddress()))) {
      return client.call(
          () -> {
            try (Socket socket = new Socket()) {
              socket.connect(endpoint, 300);
              return listening.isBound();
            } catch (SocketTimeoutException e) {
              return false;
            }
          });
    }
  }

  private static boolean answersPing(Namespace from, String address) {
    return from.pings(address, 1);
  }
}
