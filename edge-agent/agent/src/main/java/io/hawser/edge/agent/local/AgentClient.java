package io.hawser.edge.agent.local;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Asks a running agent over its socket.
public final class AgentClient {
  /// Nobody answers at the socket.
  public static final class AgentAbsent extends Exception {
    AgentAbsent(String message) {
      super(message);
    }
  }

  /// The agent answered that it cannot do this.
  public static final class AgentRefused extends Exception {
    AgentRefused(String message) {
      super(message);
    }
  }

  private final Path socket;

  public AgentClient(Path socket) {
    this.socket = socket;
  }

  /// The `result` of the answer.
  public JsonNode ask(String verb, Map<String, Object> args) throws AgentAbsent, AgentRefused {
    JsonNode answer = exchange(Answer.JSON.writeValueAsString(Map.of("verb", verb, "args", args)));
    if (!answer.path("ok").booleanValue(false)) {
      throw new AgentRefused(answer.path("error").stringValue("no reason given"));
    }
    return answer.path("result");
  }

  private JsonNode exchange(String request) throws AgentAbsent, AgentRefused {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return Answer.JSON.readTree(Channels.newInputStream(channel));
    } catch (SocketException e) {
      throw new AgentAbsent(
          String.valueOf(e.getMessage()).contains("Permission denied")
              ? socket + ": permission denied (expected: root)"
              : "no agent answers at " + socket);
    } catch (IOException | JacksonException e) {
      throw new AgentRefused("agent: unreadable answer (expected: JSON): " + e.getMessage());
    }
  }
}
