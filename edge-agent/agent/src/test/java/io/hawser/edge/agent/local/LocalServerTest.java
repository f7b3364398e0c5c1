package io.hawser.edge.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.agent.local.AgentClient.AgentAbsent;
import io.hawser.edge.agent.local.AgentClient.AgentRefused;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
  @TempDir Path run;
  private LocalServer server;
  private AgentClient client;

  @BeforeEach
  void open() throws IOException {
    server = LocalServer.open(socket(), new SampleEdge());
    client = new AgentClient(socket());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void answersEveryVerb() throws Exception {
    assertThat(client.ask("status", Map.of()).path("self").path("name").stringValue())
        .isEqualTo("branch-1");
    assertThat(client.ask("paths", Map.of()).path(0).path("rttUs").intValue()).isEqualTo(18_300);
    assertThat(client.ask("flows", Map.of("limit", 1)).size()).isEqualTo(1);
    assertThat(client.ask("drops", Map.of()).path(0).path("reason").stringValue())
        .isEqualTo("no-route");
    assertThat(
            client
                .ask("explain", Map.of("flow", SampleEdge.FLOW))
                .path("application")
                .stringValue())
        .isEqualTo("voice");
  }

  @Test
  void letsOnlyTheOwnerIn() throws IOException {
    assertThat(Files.getPosixFilePermissions(socket()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void explainsTheOneFlowThatTheWordsFit() throws Exception {
    assertThat(client.ask("explain", Map.of("flow", "10.1.1.5 voice")).path("flow").stringValue())
        .isEqualTo(SampleEdge.FLOW);
  }

  @Test
  void namesTheCandidatesWhereTheWordsFitSeveral() {
    assertThatThrownBy(() -> client.ask("explain", Map.of("flow", "10.20.0.9")))
        .isInstanceOf(AgentRefused.class)
        .hasMessageContainingAll("fits 2 flows", SampleEdge.FLOW, SampleEdge.OTHER_FLOW);
  }

  @Test
  void refusesAFlowThatDoesNotExist() {
    assertThatThrownBy(() -> client.ask("explain", Map.of("flow", "192.0.2.1")))
        .isInstanceOf(AgentRefused.class)
        .hasMessageStartingWith("flow: '192.0.2.1' (expected: ");
  }

  @Test
  void refusesAnUnknownVerb() {
    assertThatThrownBy(() -> client.ask("sing", Map.of()))
        .hasMessage(
            "verb: sing (expected: one of status, paths, flows, explain, drops, qos, bonds, jitter, drill, what-if)");
  }

  @Test
  void refusesWhatIsNotJsonAndGoesOn() throws Exception {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      channel.write(ByteBuffer.wrap("GET / HTTP/1.1\n".getBytes()));
      assertThat(new String(Channels.newInputStream(channel).readAllBytes()))
          .startsWith("{\"ok\":false,\"code\":\"bad-request\"");
    }
    assertThat(client.ask("drops", Map.of()).size()).isEqualTo(1);
  }

  @Test
  void refusesASecondAgentOnTheSameSocket() {
    assertThatThrownBy(() -> LocalServer.open(socket(), new SampleEdge()))
        .hasMessageContaining("another agent answers");
  }

  @Test
  void takesOverTheSocketFileOfAKilledAgent() throws Exception {
    Path left = run.resolve("left.sock");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(left));
    }
    try (LocalServer _ = LocalServer.open(left, new SampleEdge())) {
      assertThat(new AgentClient(left).ask("drops", Map.of()).size()).isEqualTo(1);
    }
  }

  @Test
  void saysThatNobodyAnswers() {
    assertThatThrownBy(() -> new AgentClient(run.resolve("none.sock")).ask("status", Map.of()))
        .isInstanceOf(AgentAbsent.class);
  }

  @Test
  void readsBackTheNamesOfFlows() {
    String six = "tcp:[fd00:0:0:0:0:0:0:5]:4000-[fd00:0:0:0:0:0:0:9]:443";
    assertThat(FlowName.parse(SampleEdge.FLOW)).map(FlowName::toString).contains(SampleEdge.FLOW);
    assertThat(FlowName.parse("tcp:[fd00::5]:4000-[fd00::9]:443"))
        .map(FlowName::toString)
        .contains(six);
    assertThat(FlowName.parse("udp:10.1.1.5:4000-10.20.0.9:70000")).isEmpty();
    assertThat(FlowName.parse("voice")).isEmpty();
  }

  private Path socket() {
    return run.resolve("agent.sock");
  }
}
