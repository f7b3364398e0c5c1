package io.hawser.lab.company;

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

/// A stock WireGuard peer: `wireguard-go` and `wg`, on a host of the lab.
public final class WireguardGo implements AutoCloseable {
  private static final Path CONTROL = Path.of("/run/wireguard");
  private static final String PRIVATE_CONTROL = "/run/hawser/wireguard";
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  /// One end of a tunnel.
  ///
  /// @param program of the daemon: a path, or a name to be looked up
  /// @param port that it listens on
  /// @param inner its addresses inside
  /// @param routes what is reached by it
  public record End(
      String program, String device, int port, List<InetAddress> inner, List<String> routes) {
    public End {
      inner = List.copyOf(inner);
      routes = List.copyOf(routes);
    }
  }

  private final Host host;
  private final End end;
  private final String keyFile;
  private final String publicKey;
  private List<String> peer = List.of();
  private int port;
  private HostProcess process;

  /// Makes its key and starts the daemon; it has no peer yet.
  public WireguardGo(Host host, End end) throws IOException {
    this.host = host;
    this.end = end;
    this.port = end.port();
    this.keyFile = "/var/lib/hawser/" + end.device() + ".key";
    this.publicKey =
        host.exec("sh", "-c", "wg genkey | tee " + keyFile + " | wg pubkey").orThrow().strip();
    // The daemon's control sockets lie in one directory of the machine: each host gets its own.
    if (!Files.exists(host.path(PRIVATE_CONTROL))) {
      Files.createDirectories(host.path(PRIVATE_CONTROL));
      host.share(host.path(PRIVATE_CONTROL), CONTROL.toString());
    }
    this.process = launch();
  }

  public Host host() {
    return host;
  }

  public long pid() {
    return process.pid();
  }

  public String publicKey() {
    return publicKey;
  }

  public List<InetAddress> inner() {
    return end.inner();
  }

  /// The only peer: `wg set … peer KEY WORDS…`.
  public void peer(String key, String... words) throws IOException {
    peer = new ArrayList<>(List.of("peer", key));
    peer.addAll(Arrays.asList(words));
    configure();
  }

  private HostProcess launch() throws IOException {
    HostProcess started =
        host.start(
            end.device(),
            Map.of("WG_PROCESS_FOREGROUND", "1", "LOG_LEVEL", "verbose"),
            end.program(),
            end.device());
    started.await("UAPI listener started", START_LIMIT);
    return started;
  }

  private void configure() throws IOException {
    wg("private-key", keyFile, "listen-port", Integer.toString(port));
    wg(peer.toArray(String[]::new));
    for (InetAddress address : end.inner()) {
      host.exec("ip", "address", "replace", address.getHostAddress(), "dev", end.device())
          .orThrow();
    }
    host.exec("ip", "link", "set", end.device(), "up", "mtu", "1420").orThrow();
    for (String route : end.routes()) {
      String family = route.contains(":") ? "-6" : "-4";
      host.exec("ip", family, "route", "replace", route, "dev", end.device()).orThrow();
    }
  }

  private void wg(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("wg", "set", end.device()));
    command.addAll(Arrays.asList(words));
    host.exec(command.toArray(String[]::new)).orThrow();
  }

  /// Listens, and sends, elsewhere from now on.
  public void moveTo(int newPort) throws IOException {
    port = newPort;
    wg("listen-port", Integer.toString(port));
  }

  public void kill() throws IOException {
    process.kill();
  }

  /// Starts the daemon again, with the same key.
  public void restart() throws IOException {
    process = launch();
    configure();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
