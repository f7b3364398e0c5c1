package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `wireguard-go` on both edges, beside the edge's own tunnel and over the same wires.
final class StockPair implements AutoCloseable {
  private static final String DEVICE = "wg0";
  private static final int PORT = 51_999;
  private static final String KEY_FILE = "/var/lib/hawser/wg.key";
  private static final Path CONTROL = Path.of("/run/wireguard");
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final List<HostProcess> processes = new ArrayList<>();
  private final List<Host> edges;
  private final List<Host> hosts;

  private StockPair(List<Host> edges, List<Host> hosts) {
    this.edges = edges;
    this.hosts = hosts;
  }

  /// Starts both ends.
  ///
  /// @param program of `wireguard-go`
  static StockPair start(Lab lab, Path program) throws IOException {
    StockPair pair =
        new StockPair(
            List.of(lab.host("hq"), lab.host("branch-1")),
            List.of(lab.host("hq-pc"), lab.host("branch-1-pc")));
    List<String> keys = new ArrayList<>();
    for (int end = 0; end < 2; end++) {
      keys.add(pair.launch(end, program));
    }
    for (int end = 0; end < 2; end++) {
      InetAddress far = outer(lab, pair.edges.get(1 - end).name());
      pair.connect(end, keys.get(1 - end), far.getHostAddress());
    }
    return pair;
  }

  private static InetAddress outer(Lab lab, String site) {
    return lab.topology().sites().stream()
        .filter(each -> each.name().equals(site))
        .map(each -> each.links().getFirst())
        .findFirst()
        .orElseThrow()
        .addresses()
        .getFirst()
        .ip();
  }

  private String launch(int end, Path program) throws IOException {
    Host edge = edges.get(end);
    // The daemon's control sockets lie in one directory of the machine: each host gets its own.
    Files.createDirectories(CONTROL);
    Files.createDirectories(edge.path("/run/hawser/wireguard"));
    edge.share(edge.path("/run/hawser/wireguard"), CONTROL.toString());
    String key =
        edge.exec("sh", "-c", "wg genkey | tee " + KEY_FILE + " | wg pubkey").orThrow().strip();
    HostProcess process =
        edge.start(
            "wireguard-go",
            Map.of("WG_PROCESS_FOREGROUND", "1", "LOG_LEVEL", "verbose"),
            program.toString(),
            DEVICE);
    processes.add(process);
    process.await("UAPI listener started", START_LIMIT);
    return key;
  }

  private void connect(int end, String peer, String endpoint) throws IOException {
    Host edge = edges.get(end);
    edge.exec(
            "wg",
            "set",
            DEVICE,
            "private-key",
            KEY_FILE,
            "listen-port",
            Integer.toString(PORT),
            "peer",
            peer,
            "allowed-ips",
            "10.99.0.0/16",
            "persistent-keepalive",
            "5",
            "endpoint",
            endpoint + ":" + PORT)
        .orThrow();
    ip(edge, "address", "add", "10.99.0." + (end + 1) + "/24", "dev", DEVICE);
    ip(edge, "link", "set", DEVICE, "up", "mtu", "1420");
    // Hosts behind the edges have an address more, which is reached by this tunnel.
    ip(edge, "address", "add", lan(end, 1) + "/24", "dev", "lan0");
    ip(edge, "route", "add", lan(1 - end, 0) + "/24", "dev", DEVICE);
    ip(hosts.get(end), "address", "add", lan(end, 10) + "/24", "dev", "eth0");
    ip(hosts.get(end), "route", "add", "10.99.0.0/16", "via", lan(end, 1));
  }

  private static String lan(int end, int host) {
    return "10.99." + (end + 1) + "." + host;
  }

  private static void ip(Host host, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    host.exec(command.toArray(String[]::new)).orThrow();
  }

  Contender contender(String name) throws IOException {
    return new Contender(
        name,
        edges.get(0),
        edges.get(1),
        InetAddress.ofLiteral("10.99.0.2"),
        hosts,
        InetAddress.ofLiteral(lan(1, 10)),
        processes.stream().map(HostProcess::pid).toList());
  }

  @Override
  public void close() throws IOException {
    for (HostProcess process : processes) {
      process.close();
    }
  }
}
