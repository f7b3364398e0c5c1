package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Many WireGuard clients in a process of their own (`io.hawser.edge.bench.swarm` of the module
/// `edge-agent/bench`), on a host where the edge's package is, whose libraries it uses.
final class SwarmProcess implements AutoCloseable {
  private static final int PORT = 7171;
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final String MAIN = "io.hawser.edge.bench.swarm.SwarmMain";

  private final HostProcess process;
  private final Socket socket;
  private final BufferedReader answers;

  private SwarmProcess(HostProcess process, Socket socket) throws IOException {
    this.process = process;
    this.socket = socket;
    this.answers =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  /// @param root the repository
  /// @param packetLength of a request inside the tunnel, bytes
  static SwarmProcess start(Host host, Path root, int clients, int packetLength)
      throws IOException {
    HostProcess process =
        host.start(
            "swarm",
            System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            root.resolve("edge-agent/bench/target/classes") + ":/opt/hawser/edge/lib/*",
            MAIN,
            Integer.toString(PORT),
            Integer.toString(clients),
            Integer.toString(packetLength));
    process.await("ready", START_LIMIT);
    return new SwarmProcess(
        process,
        host.inNetwork(
            () -> {
              Socket socket = new Socket();
              socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
              return socket;
            }));
  }

  /// The clients' public keys.
  List<String> keys() throws IOException {
    return List.of(ask("keys").split(" "));
  }

  /// How many have a session after the limit at the latest.
  int connect(int count, String key, InetAddress edge, int port, Duration limit)
      throws IOException {
    return (int)
        number(
            "connect %d %s %s %d %d"
                .formatted(count, key, edge.getHostAddress(), port, limit.toSeconds()));
  }

  /// A request for each flow; how many were answered.
  ///
  /// @param flows of each session
  long touch(int sessions, int flows, InetAddress target) throws IOException {
    return number("touch %d %d %s".formatted(sessions, flows, target.getHostAddress()));
  }

  /// As many requests as get answered in some seconds.
  ///
  /// @param flows of each session
  long load(int sessions, int flows, InetAddress target, int seconds) throws IOException {
    return number("load %d %d %s %d".formatted(sessions, flows, target.getHostAddress(), seconds));
  }

  private long number(String line) throws IOException {
    return Long.parseLong(ask(line));
  }

  private String ask(String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("swarm: ended at `" + line + "`\n" + process.output());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    process.close();
  }
}
