package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.lab.simnet.HostClock;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/// What outbound is asked does not wait for the rules, nor flows for the words about their moves.
class HurryTest {
  private final Simulation simulation = new Simulation(1);
  private final Rules rules = new Rules();
  private final VirtualEdge branch =
      new VirtualEdge(
          simulation,
          "branch",
          "10.1.0.0/24",
          new VirtualEdge.Parts(HostClock.TRUE, new PacketCiphers(JdkAead.SUITE, true), rules));
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @Test
  void outboundIsHurriedBeforeEachDecisionAndAfterIt() {
    rules.hurries = branch::hurries;
    Network network = new Network(simulation);
    LinkProfile quick = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", quick);
    hq.attach(network, "broadband", "192.0.2.2", quick);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    simulation.runFor(Duration.ofSeconds(5).toNanos());

    assertThat(rules.seen).hasSizeGreaterThan(1);
    for (int decision = 0; decision < rules.seen.size(); decision++) {
      assertThat(rules.seen.get(decision))
          .as("decision %d", decision)
          .isGreaterThanOrEqualTo(2 * decision + 1);
    }
  }

  private static final class Rules implements Steerer {
    private final List<Integer> seen = new ArrayList<>();
    private IntSupplier hurries = () -> 0;

    @Override
    public List<SteeringVerdict> decide(
        Policy policy, Collection<PathFact> facts, Map<String, Map<String, Standing>> standings) {
      seen.add(hurries.getAsInt());
      return List.of();
    }
  }
}
