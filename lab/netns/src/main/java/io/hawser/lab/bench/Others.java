package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.company.Company;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Every other tunnel that is installed, each with its own defaults, and no tunnel at all.
final class Others {
  private static final int MOST_ROUNDS = 3;
  private static final int SECONDS = 4;
  private static final int LENGTH = 200;

  /// One way to join two hosts.
  interface Tunnel {
    /// Its program, or a name where it needs none.
    String name();

    /// Whether what it needs is there.
    boolean isInstalled();

    /// Starts both ends and adds their processes.
    Contender start(Ground ground, List<HostProcess> processes) throws IOException;
  }

  private static final List<Tunnel> TUNNELS = List.of(new Nebula(), new OpenVpn(), new Fastd());

  private Others() {}

  static void measure(Board board, Ground ground) throws IOException {
    List<HostProcess> processes = new ArrayList<>();
    try {
      List<Contender> peers = new ArrayList<>(List.of(board.peer()));
      for (Tunnel tunnel : TUNNELS) {
        if (!tunnel.isInstalled()) {
          board.figures().left(tunnel.name(), "not installed");
          continue;
        }
        Contender peer = tunnel.start(ground, processes);
        Company.awaitPing(peer.from(), peer.target(), EdgePair.UP_LIMIT);
        peers.add(peer);
      }
      compare(board, peers, noTunnel(ground));
    } finally {
      for (HostProcess process : processes) {
        process.close();
      }
    }
  }

  /// A tunnel between the ends themselves, behind which there is nobody.
  static Contender between(Ground ground, String name, String inner, List<HostProcess> processes) {
    InetAddress target = InetAddress.ofLiteral(inner);
    return new Contender(
        name,
        ground.from(),
        ground.to(),
        target,
        List.of(),
        target,
        processes.stream().map(HostProcess::pid).toList());
  }

  private static void compare(Board board, List<Contender> peers, Contender noTunnel)
      throws IOException {
    List<Contender> all = new ArrayList<>(List.of(board.ours()));
    all.addAll(peers);
    all.add(noTunnel);
    Board everybody = new Board(board.context(), all, Math.min(board.rounds(), MOST_ROUNDS));
    for (int connections : new int[] {1, 4}) {
      String figure = "everybody, TCP ×" + connections;
      board.say(figure);
      Rounds mbps = everybody.measure(each -> Throughput.mbps(each, SECONDS, connections));
      everybody.note(figure, mbps, "Mbit/s");
    }
    Rounds rates = PacketRates.rates(everybody, LENGTH);
    everybody.note("everybody, " + PacketRates.figure(LENGTH), rates, "packets/s");
    for (Contender peer : peers) {
      String figure = "UDP " + LENGTH + " bytes, ahead of " + peer.name();
      board.figures().atLeast(figure, rates.ratios(board.ours(), peer), "×", 1);
    }
  }

  /// A veth pair itself: that of the LAN, since an edge's WAN lets in nothing but tunnels.
  private static Contender noTunnel(Ground ground) {
    Host behind = ground.hosts().getFirst();
    return new Contender(
        "plain veth", ground.from(), behind, behind.ipv4(), List.of(), behind.ipv4(), List.of());
  }
}
