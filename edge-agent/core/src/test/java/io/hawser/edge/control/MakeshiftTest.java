package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MakeshiftTest {
  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @Test
  void carriesPacketsUntilTheRulesAreThere() {
    branch.makeshift = true;
    connect();
    run(20);
    assertThat(branch.core.control().verdicts())
        .extracting(SteeringVerdict::rule)
        .containsOnly("makeshift");
    assertThat(branch.core.control().verdicts()).allMatch(SteeringVerdict::carries);

    branch.makeshift = false;
    run(1);

    assertThat(branch.core.control().verdicts())
        .extracting(SteeringVerdict::rule)
        .containsOnly("quickest");
    assertThat(branch.moves).hasSize(branch.core.control().verdicts().size());
  }

  private void connect() {
    Network network = new Network(simulation);
    LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", wire);
    hq.attach(network, "broadband", "192.0.2.2", wire);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
