package io.hawser.lab.company;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The socket that an edge's command line asks, for questions that come many times a second: each
/// start of the command costs the machine a JVM.
///
/// One line of JSON there, `{"verb":"paths","args":{}}`, one back with `ok` and `result`.
record LocalApi(Path socket) {
  private static final ObjectMapper JSON = new ObjectMapper();

  JsonNode ask(String verb) throws IOException {
    String request = JSON.writeValueAsString(Map.of("verb", verb, "args", Map.of())) + "\n";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      JsonNode answer = JSON.readTree(Channels.newInputStream(channel));
      if (!answer.path("ok").asBoolean()) {
        throw new IOException(verb + ": " + answer.path("error").asString());
      }
      return answer.path("result");
    }
  }
}
