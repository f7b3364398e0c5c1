package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A stock WireGuard peer: `wireguard-go` and `wg` as Debian ships them, on a host of the lab.
final class WireguardGo {
  static final int PORT = 51_820;

  private static final String DEVICE = "wg0";
  private static final Path CONTROL = Path.of("/run/wireguard");
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final String KEY_FILE = "/var/lib/hawser/wg.key";

  private final Host host;
  private final String publicKey;
  private final List<InetAddress> inner;
  private List<String> peer = List.of();
  private int port = PORT;
  private HostProcess process;

  /// Makes its key; the daemon does not run yet.
  ///
  /// @param inner its addresses inside, one of each family
  WireguardGo(Host host, List<InetAddress> inner) throws IOException {
    this.host = host;
    this.inner = List.copyOf(inner);
    this.publicKey =
        host.exec("sh", "-c", "wg genkey | tee " + KEY_FILE + " | wg pubkey").orThrow().strip();
    // The daemon's control sockets lie in one directory of the machine: each host gets its own.
    Files.createDirectories(host.path("/run/hawser/wireguard"));
    host.share(host.path("/run/hawser/wireguard"), CONTROL.toString());
    this.process = launch();
  }

  Host host() {
    return host;
  }

  String publicKey() {
    return publicKey;
  }

  List<InetAddress> inner() {
    return inner;
  }

  /// The only peer: `wg set … peer KEY WORDS…`.
  void peer(String key, String... words) throws IOException {
    peer = new ArrayList<>(List.of("peer", key));
    peer.addAll(Arrays.asList(words));
    configure();
  }

  private HostProcess launch() throws IOException {
    HostProcess started =
        host.start(
            "wireguard-go",
            Map.of("WG_PROCESS_FOREGROUND", "1", "LOG_LEVEL", "verbose"),
            "wireguard-go",
            DEVICE);
    started.await("UAPI listener started", START_LIMIT);
    return started;
  }

  private void configure() throws IOException {
    wg("private-key", KEY_FILE, "listen-port", Integer.toString(port));
    wg(peer.toArray(String[]::new));
    for (InetAddress address : inner) {
      host.exec("ip", "address", "replace", address.getHostAddress(), "dev", DEVICE).orThrow();
    }
    host.exec("ip", "link", "set", DEVICE, "up", "mtu", "1420").orThrow();
    host.exec("ip", "route", "replace", "10.1.0.0/24", "dev", DEVICE).orThrow();
    host.exec("ip", "-6", "route", "replace", "fd00:1::/64", "dev", DEVICE).orThrow();
  }

  private void wg(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("wg", "set", DEVICE));
    command.addAll(Arrays.asList(words));
    host.exec(command.toArray(String[]::new)).orThrow();
  }

  /// Listens, and sends, elsewhere from now on.
  void moveTo(int newPort) throws IOException {
    port = newPort;
    wg("listen-port", Integer.toString(port));
  }

  void kill() throws IOException {
    process.kill();
  }

  /// Starts the daemon again, with the same key.
  void restart() throws IOException {
    process = launch();
    configure();
  }

  /// What `wg show` tells of the session.
  String show() throws IOException {
    return host.exec("wg", "show", DEVICE).output();
  }
}
