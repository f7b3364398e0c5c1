package io.hawser.edge.bench.swarm;

import io.hawser.edge.crypto.PublicKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The swarm's process: a line of words in, a line out, over one TCP connection from the same
/// machine.
///
/// | line | answer |
/// |---|---|
/// | `keys` | the clients' public keys |
/// | `connect COUNT KEY HOST PORT SECONDS` | sessions there are then |
/// | `touch SESSIONS FLOWS TARGET` | flows answered |
/// | `load SESSIONS FLOWS TARGET SECONDS` | requests answered |
///
/// `FLOWS` are those of each session, `TARGET` an IPv4 address inside. Sessions are kept while it
/// waits for the next line.
final class SwarmMain {
  private static final int WAIT_MS = 20;

  private SwarmMain() {}

  /// @param arguments port to listen on, clients, length of a request
  public static void main(String[] arguments) throws IOException {
    Swarm swarm = new Swarm(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    try (ServerSocket server =
        new ServerSocket(Integer.parseInt(arguments[0]), 1, InetAddress.getLoopbackAddress())) {
      System.out.println("ready");
      try (Socket socket = server.accept()) {
        converse(swarm, socket);
      }
    }
  }

  private static void converse(Swarm swarm, Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
    for (String line = next(swarm, socket, in); line != null; line = next(swarm, socket, in)) {
      out.println(answer(swarm, line.split(" ")));
    }
  }

  private static @Nullable String next(Swarm swarm, Socket socket, BufferedReader in)
      throws IOException {
    while (socket.getInputStream().available() == 0) {
      swarm.serve(WAIT_MS);
    }
    return in.readLine();
  }

  private static String answer(Swarm swarm, String[] words) throws IOException {
    return switch (words[0]) {
      case "keys" ->
          swarm.publicKeys().stream().map(PublicKey::toString).collect(Collectors.joining(" "));
      case "connect" ->
          Integer.toString(
              swarm.connect(
                  number(words[1]),
                  PublicKey.parse(words[2]),
                  new InetSocketAddress(InetAddress.ofLiteral(words[3]), number(words[4])),
                  TimeUnit.SECONDS.toNanos(number(words[5]))));
      case "touch" ->
          Long.toString(swarm.touch(number(words[1]), number(words[2]), target(words[3])));
      case "load" ->
          Long.toString(
              swarm.load(
                  number(words[1]),
                  number(words[2]),
                  target(words[3]),
                  TimeUnit.SECONDS.toNanos(number(words[4]))));
      default -> throw new IllegalArgumentException("word: " + words[0]);
    };
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  private static int target(String word) {
    return Swarm.number(InetAddress.ofLiteral(word));
  }
}
