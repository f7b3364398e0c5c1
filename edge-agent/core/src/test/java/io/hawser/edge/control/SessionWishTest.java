package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionWishTest {
  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  /// Outbound asked while the key that it wanted was on its way to it.
  @Test
  void thatCrossedWithASessionBeginsNoHandshake() {
    Network network = new Network(simulation);
    LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", wire);
    hq.attach(network, "broadband", "192.0.2.2", wire);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    run(5);

    branch.core.control().onSessionWanted(0, simulation.nowNs());
    run(1);

    assertThat(branch.core.control().sessions(simulation.nowNs()).getFirst().handshakeAgeNs())
        .isGreaterThan(Duration.ofSeconds(5).toNanos());
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
