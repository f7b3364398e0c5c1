package io.hawser.lab.bonding;

import io.hawser.lab.Host;
import io.hawser.lab.traffic.Bulk;
import java.io.IOException;

/// What is sent to see how much passes.
enum Traffic {
  ONE_SESSION("TCP ×1", 1),
  EIGHT_SESSIONS("TCP ×8", 8),
  /// More than all links together carry.
  DATAGRAMS("UDP", 0);

  /// Of what the links carry together: their queues are full then, and never longer than they may
  /// be.
  private static final double OFFERED = 1.05;

  /// Of UDP payload, in whatever tunnel not longer than Ethernet's packets.
  private static final int LENGTH = 1_350;

  /// Headers of IPv4 and UDP, bytes.
  private static final int UDP_HEADERS = 28;

  /// Headers of IPv4 and TCP with the option that carries time stamps, bytes.
  private static final int TCP_HEADERS = 52;

  final String words;
  private final int sessions;

  Traffic(String words, int sessions) {
    this.words = words;
    this.sessions = sessions;
  }

  /// How many TCP connections; 0 where it is none.
  int sessions() {
    return sessions;
  }

  /// What arrived in the middle of a run.
  ///
  /// @param payloadMbps Mbit/s of the application
  /// @param packetLength bytes of a full inner IP packet
  /// @param headers of them, what is not the application's
  record Arrived(double payloadMbps, int packetLength, int headers) {
    /// Header and tag of WireGuard, UDP and IPv4, bytes.
    private static final int TUNNEL = 60;

    static Arrived ofTcp(double payloadMbps, int segmentLength) {
      return new Arrived(payloadMbps, segmentLength + TCP_HEADERS, TCP_HEADERS);
    }

    /// Bits of inner IP packets a second, in millions.
    double innerMbps() {
      return payloadMbps * packetLength / (packetLength - headers);
    }

    /// Of what links of that capacity can carry of such packets in a tunnel. What a bond adds to
    /// one is its own affair, and counts as not carried.
    double percentOf(double capacityMbps) {
      return 100 * innerMbps() / (capacityMbps * packetLength / (packetLength + TUNNEL));
    }
  }

  /// Sends it for some seconds to a port, of which those of the warm-up do not count.
  ///
  /// @param sumMbps what the links carry together
  Arrived send(Host from, Host to, int port, double sumMbps, int warmUpSeconds, int seconds)
      throws IOException {
    Bulk.Order order = Bulk.Order.of(to.ipv4(), port, seconds);
    if (this == DATAGRAMS) {
      double payload = sumMbps * OFFERED * LENGTH / (LENGTH + UDP_HEADERS);
      double mbps = Bulk.udp(from, to, order.withWarmUp(warmUpSeconds), LENGTH, payload);
      return new Arrived(mbps, LENGTH + UDP_HEADERS, UDP_HEADERS);
    }
    Bulk.Result result =
        Bulk.tcp(
            from,
            to,
            order
                .withConnections(sessions)
                .withWarmUp(warmUpSeconds)
                .withCongestionControl(BondedBranch.CUBIC));
    return Arrived.ofTcp(result.receivedMbps(), result.segmentLength());
  }
}
