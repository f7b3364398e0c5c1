package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// An edge that does not read for a while, and whose socket has no room for all that comes.
class ReceiveOverflowTest {
  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @Test
  void isNoLossOfThePathAtEitherEnd() {
    connect();
    talk(2);
    hq.host.pause(Duration.ofSeconds(2).toNanos());
    talk(5);

    assertThat(port(hq).overflowed()).isGreaterThan(300);
    assertThat(path(branch).outboundCount().missing()).isZero();
    assertThat(path(hq).inboundCount().missing()).isZero();
  }

  @Test
  void doesNotHideWhatThePathLosesAfterwards() {
    connect();
    talk(2);
    hq.host.pause(Duration.ofSeconds(2).toNanos());
    talk(5);
    var up = port(branch).up();
    up.set(up.profile().withLoss(0.02, 1));
    talk(5);
    up.set(up.profile().withLoss(0, 1));
    talk(1);

    assertThat(up.lost()).isGreaterThan(30);
    // Probes of full size are not counted.
    assertThat(path(branch).outboundCount().missing()).isCloseTo(up.lost(), within(2L));
    assertThat(path(hq).inboundCount().missing()).isCloseTo(up.lost(), within(2L));
  }

  private void connect() {
    Network network = new Network(simulation);
    LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", wire);
    hq.attach(network, "broadband", "192.0.2.2", wire);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    simulation.runFor(Duration.ofSeconds(5).toNanos());
  }

  /// 500 packets a second of 300 bytes: a good part of what comes in two seconds finds no room.
  private void talk(int seconds) {
    for (int i = 0; i < seconds * 500; i++) {
      branch.send(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 4000, 300));
      simulation.runFor(Duration.ofMillis(2).toNanos());
    }
  }

  private static Port port(VirtualEdge edge) {
    return Objects.requireNonNull(edge.ports.get("broadband"));
  }

  private static PathView path(VirtualEdge edge) {
    return edge.paths().getFirst();
  }
}
