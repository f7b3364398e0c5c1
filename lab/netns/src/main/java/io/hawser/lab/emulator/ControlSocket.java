package io.hawser.lab.emulator;

import io.hawser.lab.link.LinkSettings;
import io.hawser.lab.link.Nearest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/// The emulator's control: a Unix socket that takes one request line a connection and answers one
/// line.
///
/// | request | answer |
/// |---|---|
/// | `set LINK key=value…` | `ok` |
/// | `settings LINK` | `ok ` and the settings as words |
/// | `counters LINK` | `ok ` and the counters as JSON |
/// | `links` | `ok ` and the names |
/// | `punctuality`, `reset` | `ok ` and [Punctuality] as JSON; `reset` then starts afresh |
/// | anything wrong | `error ` and what was expected |
final class ControlSocket implements AutoCloseable {
  private static final List<String> VERBS =
      List.of("set", "settings", "counters", "links", "punctuality", "reset");

  private final EmulatorLoop loop;
  private final ServerSocketChannel server;
  private final ObjectMapper json = new ObjectMapper();

  ControlSocket(EmulatorLoop loop, Path path) throws IOException {
    this.loop = loop;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
  }

  /// Serves until closed.
  void serve() throws IOException {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        BufferedReader reader =
            new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        String line = reader.readLine();
        String answer = line == null ? "error request: none (expected: a line)" : answer(line);
        client.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private String answer(String line) {
    try {
      List<String> words = List.of(line.strip().split(" +"));
      return ("ok " + answer(words)).strip();
    } catch (RuntimeException refused) {
      return "error " + refused.getMessage();
    }
  }

  private String answer(List<String> words) {
    return switch (words.getFirst()) {
      case "set" -> set(wire(words), words.subList(2, words.size()));
      case "settings" -> String.join(" ", wire(words).settings().words());
      case "counters" -> {
        Wire wire = wire(words);
        yield json.writeValueAsString(loop.ask(wire::snapshot));
      }
      case "links" -> String.join(" ", loop.wires().stream().map(Wire::name).toList());
      case "punctuality" -> json.writeValueAsString(loop.ask(() -> loop.punctuality(false)));
      case "reset" -> json.writeValueAsString(loop.ask(() -> loop.punctuality(true)));
      default ->
          throw new IllegalArgumentException(
              "verb: " + words.getFirst() + " (expected: " + String.join(", ", VERBS) + ")");
    };
  }

  private String set(Wire wire, List<String> words) {
    LinkSettings wanted = wire.settings().with(words);
    return loop.ask(
        () -> {
          try {
            wire.configure(wanted);
            return "";
          } catch (IOException refused) {
            throw new UncheckedIOException(refused.getMessage(), refused);
          }
        });
  }

  private Wire wire(List<String> words) {
    Map<String, Wire> byName = new LinkedHashMap<>();
    loop.wires().forEach(wire -> byName.put(wire.name(), wire));
    String name = words.size() > 1 ? words.get(1) : "";
    Wire wire = byName.get(name);
    if (wire == null) {
      throw new IllegalArgumentException(
          "link: " + name + " (expected: " + Nearest.expectation(name, byName.keySet()) + ")");
    }
    return wire;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
