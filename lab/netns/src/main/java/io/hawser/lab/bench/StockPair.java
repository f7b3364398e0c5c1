package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.company.WireguardGo;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `wireguard-go` on both ends, beside the edge's own tunnel and over the same wires.
final class StockPair implements AutoCloseable {
  private static final int PORT = 51_999;

  private final Ground ground;
  private final List<WireguardGo> ends = new ArrayList<>();

  private StockPair(Ground ground) {
    this.ground = ground;
  }

  /// Starts both ends.
  ///
  /// @param program of `wireguard-go`
  static StockPair start(Ground ground, Path program) throws IOException {
    StockPair pair = new StockPair(ground);
    for (int end = 0; end < 2; end++) {
      pair.ends.add(
          new WireguardGo(
              ground.ends().get(end),
              new WireguardGo.End(
                  program.toString(),
                  "wg0",
                  PORT,
                  List.of(inner(end)),
                  List.of("10.99.0.0/24", "10.99." + (2 - end) + ".0/24"))));
    }
    for (int end = 0; end < 2; end++) {
      pair.connect(end);
    }
    return pair;
  }

  private void connect(int end) throws IOException {
    InetAddress far = ground.outer(ground.ends().get(1 - end));
    ends.get(end)
        .peer(
            ends.get(1 - end).publicKey(),
            "allowed-ips",
            "10.99.0.0/16",
            "persistent-keepalive",
            "5",
            "endpoint",
            far.getHostAddress() + ":" + PORT);
    // Hosts behind the ends have an address more, which is reached by this tunnel.
    ip(ground.ends().get(end), "address", "add", lan(end, 1) + "/24", "dev", "lan0");
    ip(ground.hosts().get(end), "address", "add", lan(end, 10) + "/24", "dev", "eth0");
    ip(ground.hosts().get(end), "route", "add", "10.99.0.0/16", "via", lan(end, 1));
  }

  private static InetAddress inner(int end) {
    return InetAddress.ofLiteral("10.99.0." + (end + 1));
  }

  private static String lan(int end, int host) {
    return "10.99." + (end + 1) + "." + host;
  }

  private static void ip(Host host, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    host.exec(command.toArray(String[]::new)).orThrow();
  }

  Contender contender(String name) {
    return new Contender(
        name,
        ground.from(),
        ground.to(),
        inner(1),
        ground.hosts(),
        InetAddress.ofLiteral(lan(1, 10)),
        ends.stream().map(WireguardGo::pid).toList());
  }

  @Override
  public void close() throws IOException {
    for (WireguardGo end : ends) {
      end.close();
    }
  }
}
