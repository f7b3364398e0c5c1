package io.hawser.edge.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.linux.Namespace;
import io.hawser.edge.agent.stamp.ReflectorPeers;
import io.hawser.edge.agent.stamp.ReflectorSetup;
import io.hawser.edge.agent.stamp.StampProbe;
import io.hawser.edge.agent.stamp.StampService;
import io.hawser.probe.session.StampResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plain STAMP beside running edges: through their packet filters and by their routing rules.
class ReflectorTest {
  private static final int PORT = 862;
  private static final ReflectorSetup SETUP =
      new ReflectorSetup(
          true, List.of("broadband", "lte"), ReflectorPeers.parse("any"), PORT, null, false);
  private static final Map<String, String> LINKS = Map.of("broadband", "wan0", "lte", "wan1");

  private Namespace internet;
  private TestEdge open;
  private TestEdge closed;

  @BeforeAll
  static void needsRoot() {
    Namespace.require();
  }

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    internet = Namespace.create("i");
    internet.forward();
    open = new TestEdge(1, internet, directory);
    closed = new TestEdge(2, internet, directory);
    open.openPorts = Set.of(PORT);
    open.start();
    closed.start();
    open.apply(closed, 1);
    closed.apply(open, 1);
  }

  @AfterEach
  void stop() throws Exception {
    open.close();
    closed.close();
    internet.close();
  }

  @Test
  void answersOnEveryLinkThroughTheFilterOfTheEdgeThatAsksForIt() throws Exception {
    try (StampService service = reflectorAt(open)) {
      for (int link = 0; link < 2; link++) {
        // To link n by link 1 - n: what comes back has to leave by the link that was asked.
        StampResult result = probe(closed, 1 - link, open.address(link));
        assertThat(result.received()).as("link %d, %s", link, service.drops()).isEqualTo(5);
        assertThat(result.ttl()).isEqualTo(254);
      }
      assertThat(service.drops()).isEmpty();
    }
  }

  @Test
  void isNotHeardThroughAFilterThatIsNotOpened() throws Exception {
    try (StampService service = reflectorAt(closed)) {
      assertThat(probe(open, 0, closed.address(0)).received()).isZero();
      assertThat(service.drops()).isEmpty();
    }
  }

  private static StampService reflectorAt(TestEdge edge) throws Exception {
    StampService service = StampService.start(SETUP).orElseThrow();
    edge.namespace.run(() -> service.follow(edge.runtime().devices(), LINKS));
    // Answered on the loop, behind the change.
    service.drops();
    return service;
  }

  private static StampResult probe(TestEdge from, int link, String address) throws Exception {
    var target =
        new StampProbe.Target(
            new InetSocketAddress(InetAddress.ofLiteral(address), PORT),
            "wan" + link,
            InetAddress.ofLiteral(from.address(link)));
    return from.namespace.call(
        () -> StampProbe.run(target, new StampProbe.Questions(5, 10_000_000, true, null)));
  }
}
