package io.hawser.edge.agent.linux;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// An edge with two WAN links to an internet, IPv4 and IPv6.
///
/// ```
///   edge  wan0 198.51.100.2/24, 2001:db8:a::2/64 ---- isp0 .1, ::1   internet
///         wan1 203.0.113.2/24,  2001:db8:b::2/64 ---- isp1 .1, ::1   lo 192.0.2.9, 2001:db8:9::9
/// ```
///
/// Both have default routes in the edge's main table; that of wan0 is preferred.
final class Uplinks implements AutoCloseable {
  static final WanLink BROADBAND = new WanLink(0, "broadband", "wan0");
  static final WanLink LTE = new WanLink(1, "lte", "wan1");
  static final String REMOTE4 = "192.0.2.9";
  static final String REMOTE6 = "2001:db8:9::9";
  static final int REMOTE_PORT = 4000;

  final Namespace edge = Namespace.create("e");
  final Namespace internet = Namespace.create("i");

  /// Swallows what is sent to [#REMOTE_PORT]: no "port unreachable" comes back with a copy of it.
  private final DatagramSocket sink;

  private Uplinks() throws Exception {
    sink = internet.call(() -> new DatagramSocket(REMOTE_PORT));
    internet.ip("addr add " + REMOTE4 + "/32 dev lo");
    internet.ip("addr add " + REMOTE6 + "/128 dev lo nodad");
    plug("wan0", "isp0");
    plug("wan1", "isp1");
  }

  /// One for a test, which is not run where there can be none.
  static Uplinks connect() {
    Namespace.require();
    try {
      return new Uplinks();
    } catch (Exception failed) {
      throw new IllegalStateException("uplinks: " + failed.getMessage(), failed);
    }
  }

  /// Connects a link and configures it as a provider would.
  void plug(String wan, String isp) {
    String v4 = wan.equals("wan0") ? "198.51.100." : "203.0.113.";
    String v6 = wan.equals("wan0") ? "2001:db8:a::" : "2001:db8:b::";
    int metric = wan.equals("wan0") ? 100 : 200;
    Namespace.join(edge, wan, internet, isp);
    internet.ip("addr add " + v4 + "1/24 dev " + isp);
    internet.ip("addr add " + v6 + "1/64 dev " + isp + " nodad");
    edge.ip("addr add " + v4 + "2/24 dev " + wan);
    edge.ip("addr add " + v6 + "2/64 dev " + wan + " nodad");
    edge.ip("route add default via " + v4 + "1 dev " + wan + " metric " + metric);
    edge.ip("-6 route add default via " + v6 + "1 dev " + wan + " metric " + metric);
  }

  /// From now on the internet answers each datagram to a port that nobody listens on: by default it
  /// does so to one a second.
  void answerEverythingUnreachable() throws Exception {
    internet.run(
        () -> {
          Files.writeString(Path.of("/proc/sys/net/ipv4/icmp_ratemask"), "0");
          // None but a type that is not in use.
          Files.writeString(Path.of("/proc/sys/net/ipv6/icmp/ratemask"), "127");
        });
  }

  static InetSocketAddress remote(IpFamily family) {
    return endpoint(family == IpFamily.V4 ? REMOTE4 : REMOTE6, REMOTE_PORT);
  }

  static InetSocketAddress endpoint(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @Override
  public void close() {
    sink.close();
    edge.close();
    internet.close();
  }
}
