package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.Direction;
import io.hawser.edge.path.PathCause;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A link that swallows long packets, as where an MTU is smaller than anybody knows, and passes
/// what probes it.
class FullSizeTest {
  private static final int LONGEST_SMALL = 1_000;

  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @Test
  void isNoticedAndNamedWhileSmallProbesPass() {
    connect(profile -> profile);
    talk(5);
    change(profile -> profile.withMtu(LONGEST_SMALL));
    talk(6);

    PathView view = view();
    PathChange change = Objects.requireNonNull(view.outboundChange());
    assertThat(view.outbound()).isEqualTo(PathState.DEGRADED);
    assertThat(change.cause()).isEqualTo(PathCause.SIZE);
    assertThat(change.text()).isEqualTo("packets of 1420 bytes are lost where small ones pass");
    assertThat(branch.moves.getLast().cause()).contains("packets of 1420 bytes are lost");
    assertThat(branch.moves.getLast().to()).startsWith("mpls>");
  }

  @Test
  void lastsWhileItLastsAndEndsWithIt() {
    connect(profile -> profile);
    talk(5);
    change(profile -> profile.withMtu(LONGEST_SMALL));
    talk(60);
    assertThat(view().outbound()).isEqualTo(PathState.DEGRADED);
    assertThat(branch.changes.stream().filter(FullSizeTest::isOfSize)).hasSize(1);
    assertThat(view().outboundLossPpm()).as("of what is no full-sized probe").isZero();

    change(profile -> profile.withMtu(1_500));
    talk(25);
    assertThat(view().outbound()).isIn(PathState.PROBATION, PathState.UP);
  }

  @Test
  void isKnownStillWhenThePathComesBackFromAnOutage() {
    connect(profile -> profile);
    talk(5);
    change(profile -> profile.withMtu(LONGEST_SMALL));
    talk(6);
    change(profile -> profile.withBlackHole(true));
    talk(5);
    assertThat(view().outbound()).isEqualTo(PathState.DOWN);
    change(profile -> profile.withBlackHole(false));
    talk(5);
    assertThat(view().outbound()).isEqualTo(PathState.DEGRADED);
    assertThat(view().outboundChange()).matches(FullSizeTest::isOfSize);
  }

  @Test
  void isNotWhatLossAndReorderingAre() {
    connect(profile -> profile.withLoss(0.05, 3).withReordering(0.3, Duration.ofMillis(15)));
    talk(120);
    assertThat(branch.changes).noneMatch(FullSizeTest::isOfSize);
  }

  @Test
  void isNoLossBesidesWhatThePathLoses() {
    connect(profile -> profile);
    talk(5);
    change(profile -> profile.withMtu(LONGEST_SMALL).withLoss(0.05, 1));
    talk(30);
    change(profile -> profile.withLoss(0, 1));
    talk(2);

    var up = branch.ports.get("broadband").up();
    assertThat(up.tooBig()).isGreaterThan(20);
    assertThat(up.lost()).isPositive();
    // Handshake messages have no counters.
    assertThat(view().outboundCount().missing()).isCloseTo(up.lost(), within(2L));
    assertThat(view(hq).inboundCount().missing()).as("hq").isCloseTo(up.lost(), within(2L));
  }

  @Test
  void isNotAskedWithoutData() {
    connect(profile -> profile.withMtu(LONGEST_SMALL));
    run(60);
    assertThat(branch.changes).noneMatch(FullSizeTest::isOfSize);
    assertThat(branch.ports.get("broadband").up().tooBig()).isZero();
  }

  private static boolean isOfSize(PathChange change) {
    return change.direction() == Direction.OUTBOUND && change.cause() == PathCause.SIZE;
  }

  private PathView view() {
    return view(branch);
  }

  private static PathView view(VirtualEdge edge) {
    return edge.paths().stream()
        .filter(path -> path.label().link().equals("broadband"))
        .findFirst()
        .orElseThrow();
  }

  private void connect(UnaryOperator<LinkProfile> trouble) {
    Network network = new Network(simulation);
    LinkProfile quick = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", trouble.apply(quick));
    branch.attach(network, "mpls", "198.51.100.1", quick.withDelay(Duration.ofMillis(15)));
    hq.attach(network, "broadband", "192.0.2.2", quick);
    hq.attach(network, "mpls", "198.51.100.2", quick);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    run(5);
  }

  private void change(UnaryOperator<LinkProfile> change) {
    var up = branch.ports.get("broadband").up();
    up.set(change.apply(up.profile()));
  }

  /// Small packets, 50 a second.
  private void talk(int seconds) {
    for (int i = 0; i < seconds * 50; i++) {
      branch.send(Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160));
      simulation.runFor(Duration.ofMillis(20).toNanos());
    }
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
