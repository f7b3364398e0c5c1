package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.packet.Packets;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PathMtuTest {
  private static final int OVERHEAD = 80;
  private static final int UDP_HEADERS = 28;

  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @Test
  void isThatOfTheNarrowerOfTheTwoLinks() {
    connect(1400);
    fromHq(1400 - OVERHEAD);
    fromHq(1400 - OVERHEAD + 1);

    assertThat(branch.delivered).hasSize(1);
    assertThat(hq.dropped(DropReason.TOO_BIG)).isEqualTo(1);
    assertThat(hq.delivered).as("an ICMP error for the sender").hasSize(1);
  }

  @Test
  void mayBeLessThanIpv6Asks() {
    connect(1000);
    fromHq(1000 - OVERHEAD);
    fromHq(1280);

    assertThat(branch.delivered).hasSize(1);
    assertThat(hq.dropped(DropReason.TOO_BIG)).isEqualTo(1);
  }

  private void connect(int mtuOfTheBranch) {
    Network network = new Network(simulation);
    LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "lte", "192.0.2.1", wire);
    hq.attach(network, "lte", "192.0.2.2", wire);
    branch.mtus.put("lte", mtuOfTheBranch);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    simulation.runFor(Duration.ofSeconds(5).toNanos());
  }

  private void fromHq(int length) {
    hq.send(Packets.udp("10.2.0.9", 5060, "10.1.0.2", 5060, length - UDP_HEADERS));
    simulation.runFor(Duration.ofSeconds(1).toNanos());
  }
}
