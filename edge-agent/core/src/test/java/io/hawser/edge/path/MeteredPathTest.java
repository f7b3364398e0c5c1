package io.hawser.edge.path;

import static io.hawser.edge.path.Direction.INBOUND;
import static io.hawser.edge.path.Direction.OUTBOUND;
import static io.hawser.edge.path.PathState.DEGRADED;
import static io.hawser.edge.path.PathState.DOWN;
import static io.hawser.edge.path.PathState.PROBATION;
import static io.hawser.edge.path.PathState.SUSPECT;
import static io.hawser.edge.path.PathState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.PathFact;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Two monitors with a path over broadband and a metered one that idles; its keeper is `a`.
class MeteredPathTest {
  private static final LinkProfile BROADBAND = LinkProfile.ofDelay(Duration.ofMillis(20));

  /// RTT 70 ms.
  private static final LinkProfile LTE = LinkProfile.ofDelay(Duration.ofMillis(35));

  private static final LinkProfile NO_DELAY = LinkProfile.ofDelay(Duration.ZERO);
  private static final int METERED = 1;

  private final Simulation simulation = new Simulation(13);
  private final Network network = new Network(simulation);
  private final SimEdge a = new SimEdge(simulation, "a", 0);
  private final SimEdge b = new SimEdge(simulation, "b", Duration.ofHours(7).toNanos());
  private final Port broadband;
  private final Port lte;

  MeteredPathTest() {
    broadband = connect(BROADBAND, false);
    lte = connect(LTE, true);
    run(Duration.ofSeconds(10));
    a.changes.clear();
    b.changes.clear();
  }

  private Port connect(LinkProfile profile, boolean metered) {
    String end = metered ? "2" : "1";
    Port line = a.attach(network, "192.0.2." + end, profile, profile);
    Port far = b.attach(network, "198.51.100." + end, NO_DELAY, NO_DELAY);
    a.addPath(b, line, far.address(), metered);
    b.addPath(a, far, line.address(), metered);
    return line;
  }

  private void run(Duration duration) {
    simulation.runFor(duration.toNanos());
  }

  private void blackHole(boolean black) {
    lte.up().set(LTE.withBlackHole(black));
    lte.down().set(LTE.withBlackHole(black));
  }

  @Test
  void whileIdleItCarriesAHandshakeEach160SecondsAndNothingElse() {
    run(Duration.ofMinutes(3));
    long begun = a.handshakesBegun();
    long out = lte.up().offered();
    long back = lte.down().offered();
    run(Duration.ofHours(1));
    assertThat(a.handshakesBegun() - begun).isBetween(22L, 23L);
    assertThat(b.handshakesBegun()).isZero();
    assertThat(lte.up().offered() - out).isBetween(2 * 22L, 2 * 23L);
    assertThat(lte.down().offered() - back).isBetween(22L, 23L);
    assertThat(a.changes).isEmpty();
    assertThat(b.changes).isEmpty();
  }

  @Test
  void handshakesMeasureItsRoundTripAtBothEnds() {
    run(Duration.ofMinutes(3));
    lte.up().set(LinkProfile.ofDelay(Duration.ofMillis(135)));
    run(Duration.ofHours(3));
    assertThat(a.view(METERED).smoothedRttNs()).isCloseTo(170_000_000, within(5_000_000L));
    assertThat(b.view(METERED).smoothedRttNs()).isCloseTo(170_000_000, within(5_000_000L));
    assertThat(a.changes).isEmpty();
    assertThat(b.changes).isEmpty();
  }

  /// Its peer sees no reason to report on what is idle.
  @Test
  void itsLossIsKnownSoonToWhoWaitsForIt() {
    run(Duration.ofMinutes(3));
    assertThat(fact().lossPpm()).isEqualTo(PathFact.UNMEASURED);

    a.monitor.measure(METERED, a.nowNs());
    run(Duration.ofSeconds(4));
    assertThat(fact().lossPpm()).isZero();

    run(Duration.ofMinutes(1));
    long offered = lte.up().offered();
    run(Duration.ofMinutes(1));
    assertThat(lte.up().offered() - offered).isLessThan(5);
    assertThat(fact().lossPpm()).isEqualTo(PathFact.UNMEASURED);
  }

  private PathFact fact() {
    return a.monitor.facts(a.nowNs()).get(METERED);
  }

  @Test
  void theOtherEndStandsInWhereTheKeeperBeginsNone() {
    a.renewsKeys = false;
    run(Duration.ofMinutes(10));
    assertThat(b.handshakesBegun()).isBetween(3L, 4L);
    assertThat(a.view(METERED).outbound()).isEqualTo(UP);
    assertThat(b.view(METERED).outbound()).isEqualTo(UP);
  }

  @Test
  void whenItDiesBothEndsKnowBeforeItsKeysEnd() {
    blackHole(true);
    run(Duration.ofSeconds(153));
    assertThat(a.states(METERED, OUTBOUND)).containsExactly(SUSPECT, DOWN);
    run(Duration.ofSeconds(10));
    assertThat(b.states(METERED, OUTBOUND)).containsExactly(SUSPECT, DOWN);
    assertThat(a.states(0, OUTBOUND)).isEmpty();
    assertThat(b.states(0, OUTBOUND)).isEmpty();
    blackHole(false);
    run(Duration.ofSeconds(90));
    assertThat(a.states(METERED, OUTBOUND)).containsExactly(SUSPECT, DOWN, PROBATION, UP);
    assertThat(a.view(METERED).inbound()).isEqualTo(UP);
  }

  @Test
  void aHandshakeThatIsLostIsFollowedByAProbeAndMovesNothing() {
    // The first is due at 160 s.
    run(Duration.ofSeconds(149));
    long probes = a.probesSent();
    lte.up().set(LTE.withBlackHole(true));
    run(Duration.ofMillis(1_500));
    lte.up().set(LTE);
    run(Duration.ofSeconds(20));
    assertThat(a.handshakesBegun()).isEqualTo(1);
    // Two a second of the other path.
    assertThat(a.probesSent() - probes).isBetween(43L, 46L);
    assertThat(a.states(METERED, OUTBOUND)).isEmpty();
    assertThat(a.states(METERED, INBOUND)).isEmpty();
    assertThat(b.states(METERED, OUTBOUND)).isEmpty();
  }

  @Test
  void whileItCarriesDataItsKeysAreNotThisMonitorsAffair() {
    a.sendData(METERED, 50, simulation.nowNs() + Duration.ofMinutes(5).toNanos());
    run(Duration.ofMinutes(5));
    assertThat(a.handshakesBegun()).isZero();
    assertThat(a.view(METERED).outbound()).isEqualTo(UP);
  }

  /// What is late by 100 ms arrives: reports on it need no way that costs.
  @Test
  void reportsOnAPathThatIsDegradedGoByItAlone() {
    long endNs = simulation.nowNs() + Duration.ofMinutes(1).toNanos();
    a.sendData(0, 100, endNs);
    b.sendData(0, 100, endNs);
    run(Duration.ofSeconds(5));
    long offered = lte.up().offered() + lte.down().offered();

    broadband.up().set(LinkProfile.ofDelay(Duration.ofMillis(120)));
    run(Duration.ofSeconds(10));

    assertThat(a.view(0).outbound()).isEqualTo(DEGRADED);
    assertThat(lte.up().offered() + lte.down().offered() - offered).isLessThan(20);
  }

  @Test
  void keysThatCameByAnotherPathProveNothing() {
    lte.up().set(LTE.withBlackHole(true));
    run(Duration.ofSeconds(153));
    assertThat(a.view(METERED).outbound()).isEqualTo(DOWN);
    a.monitor.onNewKeys(METERED, PathMonitor.NOT_ASKED, a.nowNs());
    run(Duration.ofSeconds(5));
    assertThat(a.view(METERED).outbound()).isEqualTo(DOWN);
  }
}
