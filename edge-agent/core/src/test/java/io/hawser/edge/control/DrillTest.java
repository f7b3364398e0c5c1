package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrillTest {
  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  private final LinkProfile quick = LinkProfile.ofDelay(Duration.ofMillis(5));
  private final Network network = new Network(simulation);

  @BeforeEach
  void connect() {
    branch.attach(network, "broadband", "192.0.2.1", quick);
    branch.attach(network, "mpls", "198.51.100.1", quick.withDelay(Duration.ofMillis(15)));
    hq.attach(network, "broadband", "192.0.2.2", quick);
    hq.attach(network, "mpls", "198.51.100.2", quick);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    run(5);
  }

  @Test
  void movesBothDirectionsAndEndsByItself() {
    drill("broadband", 30);
    run(2);
    assertThat(stateOf(branch, "broadband")).isEqualTo(PathState.DOWN);
    assertThat(stateOf(hq, "broadband")).isEqualTo(PathState.DOWN);
    assertThat(branch.moves.getLast().cause()).contains("failover drill");

    exchange(50);
    assertThat(hq.delivered).hasSize(50);
    assertThat(branch.delivered).hasSize(50);
    assertThat(branch.dropped(DropReason.DRILL)).as("the peer's probes").isPositive();

    run(30);
    assertThat(branch.core.control().drills()).isEmpty();
    assertThat(stateOf(branch, "broadband")).isIn(PathState.PROBATION, PathState.UP);
    assertThat(stateOf(hq, "broadband")).isIn(PathState.PROBATION, PathState.UP);
  }

  @Test
  void endsWhenToldTo() {
    drill("broadband", 3_600);
    run(10);
    drill("broadband", 0);
    run(2);
    assertThat(stateOf(branch, "broadband")).isIn(PathState.PROBATION, PathState.UP);
  }

  /// Its device goes and comes meanwhile: that ends no drill.
  @Test
  void outlastsTheCarrier() {
    drill("broadband", 30);
    branch.core.control().onLinkState(gone(), simulation.nowNs());
    branch.core.control().onLinkState(VirtualLines.linkState(0, "192.0.2.1"), simulation.nowNs());
    run(5);
    assertThat(stateOf(branch, "broadband")).isEqualTo(PathState.DOWN);
  }

  /// The only link is never killed.
  @Test
  void endsWhenTheOtherLinkFails() {
    drill("broadband", 3_600);
    run(10);
    assertThat(branch.core.control().drills()).containsKey("broadband");
    blackHole("mpls");
    run(20);
    assertThat(branch.core.control().drills()).isEmpty();
    assertThat(stateOf(branch, "broadband")).isIn(PathState.PROBATION, PathState.UP);
  }

  @Test
  void endsWhenTheOtherLinkFailsAlsoAfterItWasProlonged() {
    drill("broadband", 30);
    run(10);
    drill("broadband", 3_600);
    blackHole("mpls");
    run(20);
    assertThat(branch.core.control().drills()).isEmpty();
  }

  /// A branch that is switched off, or that nobody has delivered yet.
  @Test
  void isNoMatterOfPeersThatNothingReaches() {
    VirtualEdge planned = new VirtualEdge(simulation, "planned", "10.3.0.0/24");
    planned.attach(network, "broadband", "192.0.2.3", quick);
    planned.attach(network, "mpls", "198.51.100.3", quick);
    branch.configure(Policy.standard(), hq, planned);
    run(10);
    assertThat(cutOffBy("broadband")).isEmpty();
    drill("broadband", 3_600);
    run(30);
    assertThat(branch.core.control().drills()).containsKey("broadband");
  }

  @Test
  void tellsWhomTheLinkAloneReaches() {
    VirtualEdge lone = new VirtualEdge(simulation, "lone", "10.3.0.0/24");
    lone.attach(network, "broadband", "192.0.2.3", quick);
    lone.configure(Policy.standard(), branch);
    branch.configure(Policy.standard(), hq, lone);
    run(5);
    assertThat(cutOffBy("broadband")).containsExactly("lone");
    assertThat(cutOffBy("mpls")).isEmpty();
    drill("broadband", 3_600);
    run(1);
    assertThat(branch.core.control().drills()).isEmpty();
  }

  @Test
  void isRefusedForALinkThatDoesNotExist() {
    assertThatThrownBy(() -> drill("brodband", 30))
        .hasMessage("link: brodband (expected: one of this edge)");
  }

  private Set<String> cutOffBy(String link) {
    return branch.core.control().cutOff(link, simulation.nowNs());
  }

  private void blackHole(String link) {
    Port port = branch.ports.get(link);
    port.up().set(port.up().profile().withBlackHole(true));
    port.down().set(port.down().profile().withBlackHole(true));
  }

  private static LinkState gone() {
    return new LinkState(0, false, false, false, java.util.List.of(), "no carrier");
  }

  private void drill(String link, int seconds) {
    branch
        .core
        .control()
        .onDrill(link, Duration.ofSeconds(seconds).toNanos(), false, simulation.nowNs());
  }

  private void exchange(int packets) {
    for (int i = 0; i < packets; i++) {
      branch.send(Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160));
      hq.send(Packets.udp("10.2.0.9", 16384, "10.1.0.2", 5060, 160));
      simulation.runFor(Duration.ofMillis(20).toNanos());
    }
    run(1);
  }

  private static PathState stateOf(VirtualEdge edge, String link) {
    return edge.paths().stream()
        .filter(path -> path.label().link().equals(link))
        .map(PathView::outbound)
        .findFirst()
        .orElseThrow();
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
