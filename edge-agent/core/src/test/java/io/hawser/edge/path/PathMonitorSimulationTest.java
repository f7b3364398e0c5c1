package io.hawser.edge.path;

import static io.hawser.edge.path.Direction.INBOUND;
import static io.hawser.edge.path.Direction.OUTBOUND;
import static io.hawser.edge.path.PathState.DEGRADED;
import static io.hawser.edge.path.PathState.DOWN;
import static io.hawser.edge.path.PathState.PROBATION;
import static io.hawser.edge.path.PathState.SUSPECT;
import static io.hawser.edge.path.PathState.UNKNOWN;
import static io.hawser.edge.path.PathState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import io.hawser.lab.simnet.Wire;
import io.hawser.policy.PathCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two monitors, each with the same paths, over a simulated internet. Path n joins link n of both;
/// its delay is on a's line.
class PathMonitorSimulationTest {
  private static final int SEEDS = 5;

  /// Moments within a probe's and a report's interval at which an outage ends.
  private static final int RETURNS = 40;

  private static final Duration TEN_MS = Duration.ofMillis(10);
  private static final LinkProfile NO_DELAY = LinkProfile.ofDelay(Duration.ZERO);

  /// RTT 40 ms.
  private static final LinkProfile BROADBAND = LinkProfile.ofDelay(Duration.ofMillis(20));

  /// RTT 60 ms.
  private static final LinkProfile MPLS = LinkProfile.ofDelay(Duration.ofMillis(30));

  private static final class World {
    final Simulation simulation;
    final SimEdge a;
    final SimEdge b;
    final List<Port> lines = new ArrayList<>();
    private final Network network;

    World(long seed) {
      this(seed, Duration.ofHours(7));
    }

    /// @param ahead of b's clock
    World(long seed, Duration ahead) {
      simulation = new Simulation(seed);
      network = new Network(simulation);
      a = new SimEdge(simulation, "a", 0);
      b = new SimEdge(simulation, "b", ahead.toNanos());
    }

    World path(LinkProfile out, LinkProfile back) {
      int n = lines.size();
      Port line = a.attach(network, "192.0.2." + n, out, back);
      Port far = b.attach(network, "198.51.100." + n, NO_DELAY, NO_DELAY);
      a.addPath(b, line, far.address(), false);
      b.addPath(a, far, line.address(), false);
      lines.add(line);
      return this;
    }

    World path(LinkProfile profile) {
      return path(profile, profile);
    }

    /// From a to b on a path.
    Wire out(int path) {
      return lines.get(path).up();
    }

    Wire back(int path) {
      return lines.get(path).down();
    }

    void blackHole(int path, boolean black) {
      out(path).set(out(path).profile().withBlackHole(black));
      back(path).set(back(path).profile().withBlackHole(black));
    }

    void run(Duration duration) {
      simulation.runFor(duration.toNanos());
    }

    void data(int path, int packetsPerSecond, Duration duration) {
      a.sendData(path, packetsPerSecond, simulation.nowNs() + duration.toNanos());
    }

    /// Settles all paths and forgets how they came up.
    World settled() {
      run(Duration.ofSeconds(10));
      a.changes.clear();
      b.changes.clear();
      return this;
    }
  }

  @Test
  void measuresDelayWithoutACommonClock() {
    var world =
        new World(1).path(BROADBAND).path(LinkProfile.ofDelay(Duration.ofMillis(70)), BROADBAND);
    assertThat(world.a.monitor.facts(world.a.nowNs()))
        .allSatisfy(
            fact -> {
              assertThat(fact.condition()).isEqualTo(PathCondition.UNKNOWN);
              assertThat(fact.rttUs()).isEqualTo(-1);
              assertThat(fact.lossPpm()).isEqualTo(-1);
            });
    world.run(Duration.ofSeconds(30));
    PathView fast = world.a.view(0);
    PathView slow = world.a.view(1);
    assertThat(fast.outbound()).isEqualTo(UP);
    assertThat(fast.inbound()).isEqualTo(UP);
    assertThat(fast.smoothedRttNs()).isCloseTo(40_000_000, within(500_000L));
    assertThat(slow.smoothedRttNs()).isCloseTo(90_000_000, within(500_000L));
    assertThat(fast.oneWayNs()).isCloseTo(20_000_000, within(500_000L));
    assertThat(slow.oneWayNs()).isCloseTo(70_000_000, within(500_000L));
    assertThat(world.b.view(1).oneWayNs()).isCloseTo(20_000_000, within(500_000L));
    assertThat(fast.jitterNs()).isLessThan(1_000_000);
    assertThat(fast.outboundLossPpm()).isZero();
    assertThat(fast.inboundLossPpm()).isZero();
    assertThat(world.a.monitor.facts(world.a.nowNs()).get(1).oneWayUs())
        .isCloseTo(70_000, within(500L));
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(UP);
  }

  @Test
  void measuresAnewWhereThePeerRebooted() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed).path(BROADBAND).path(MPLS).settled();
          world.data(0, 100, Duration.ofMinutes(1));
          world.b.shiftStamps(-Duration.ofDays(10).toNanos());
          world.run(Duration.ofSeconds(5));
          for (int path = 0; path < 2; path++) {
            assertThat(world.a.view(path).jitterNs()).isBetween(0L, 1_000_000L);
            assertThat(world.a.states(path, OUTBOUND)).doesNotContain(DEGRADED, DOWN);
            assertThat(world.a.states(path, INBOUND)).doesNotContain(DEGRADED, DOWN);
          }
          assertThat(world.a.view(0).oneWayNs()).isCloseTo(20_000_000, within(500_000L));
          assertThat(world.a.view(1).oneWayNs()).isCloseTo(30_000_000, within(500_000L));
        });
  }

  @Test
  void aRiseOfDelayIsNoReboot() {
    var world = new World(2).path(BROADBAND).path(MPLS).settled();
    world.out(0).set(LinkProfile.ofDelay(Duration.ofSeconds(2)));
    world.run(Duration.ofSeconds(30));
    assertThat(world.a.view(0).oneWayNs()).isGreaterThan(1_500_000_000L);
  }

  @Test
  void leavesABlackHoleWithinHalfASecondUnderData() {
    Seeds.forEach(SEEDS, seed -> leavesABlackHole(seed, 1_050));
  }

  @Test
  void leavesABlackHoleWithinASecondWhileIdle() {
    // Half a second may pass until the next probe.
    Seeds.forEach(SEEDS, seed -> leavesABlackHole(seed, 0));
  }

  private static void leavesABlackHole(long seed, int packetsPerSecond) {
    var world = new World(seed).path(BROADBAND).path(MPLS).settled();
    if (packetsPerSecond > 0) {
      world.data(0, packetsPerSecond, Duration.ofSeconds(20));
    }
    world.run(Duration.ofSeconds(5).plusMillis(seed * 37));
    long atNs = world.a.nowNs();
    world.blackHole(0, true);
    world.run(Duration.ofSeconds(10));
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(SUSPECT, DOWN);
    assertThat(world.b.states(0, OUTBOUND)).containsExactly(SUSPECT, DOWN);
    PathChange down = world.a.changes(0, OUTBOUND).getLast();
    assertThat(down.cause()).isEqualTo(PathCause.SILENCE);
    assertThat(world.a.lefts).containsExactly(0);
    assertThat(down.value()).isGreaterThan(down.limit());
    assertThat(down.text()).startsWith("no acknowledgement for ");
    assertThat(down.atNs() - atNs).isLessThan(packetsPerSecond > 0 ? 500_000_000 : 1_000_000_000);
    assertThat(world.a.states(0, INBOUND)).containsExactly(DOWN);
    assertThat(world.a.states(1, OUTBOUND)).isEmpty();
    assertThat(world.a.states(1, INBOUND)).isEmpty();
    assertThat(world.a.peerAway).isEmpty();
  }

  @Test
  void leavesOnlyTheBlockedDirection() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed).path(BROADBAND).path(MPLS).settled();
          world.data(0, 200, Duration.ofSeconds(30));
          world.run(Duration.ofSeconds(2).plusMillis(seed * 31));
          long atNs = world.a.nowNs();
          world.out(0).set(BROADBAND.withBlackHole(true));
          world.run(Duration.ofSeconds(60));
          assertThat(world.a.states(0, OUTBOUND)).containsExactly(SUSPECT, DOWN);
          assertThat(world.a.changes(0, OUTBOUND).getLast().atNs() - atNs).isLessThan(600_000_000);
          assertThat(world.a.states(0, INBOUND)).isEmpty();
          assertThat(world.b.states(0, OUTBOUND)).doesNotContain(DOWN, DEGRADED);
          assertThat(world.b.view(0).outbound()).isEqualTo(UP);
          assertThat(world.b.states(0, INBOUND)).endsWith(DOWN);
          assertThat(world.a.states(1, OUTBOUND)).isEmpty();
          assertThat(world.b.states(1, OUTBOUND)).isEmpty();
        });
  }

  /// Answers cannot come back by it. If the peer were asked only once they are overdue, every probe
  /// of the open direction would be on the brink of suspicion.
  @Test
  void theOpenDirectionOfABlockedPathIsAcknowledgedByAnother() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed).path(MPLS).path(BROADBAND).settled();
          world.out(0).set(MPLS.withBlackHole(true));
          world.run(Duration.ofSeconds(10));
          world.b.changes.clear();
          long before = world.b.probesSent();
          world.run(Duration.ofMinutes(1));
          // Two idle paths, each probed twice a second, and never because something is overdue.
          assertThat(world.b.probesSent() - before).isBetween(230L, 250L);
          assertThat(world.b.states(0, OUTBOUND)).isEmpty();
        });
  }

  @Test
  void fivePercentLossIsMeasuredByDirectionAndTakesNothingDown() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed).path(BROADBAND).path(MPLS).settled();
          world.out(0).set(BROADBAND.withLoss(0.05, 1));
          world.data(0, 500, Duration.ofMinutes(2));
          world.run(Duration.ofMinutes(2));
          assertThat(world.a.states(0, OUTBOUND)).doesNotContain(DOWN, DEGRADED);
          assertThat(world.b.states(0, OUTBOUND)).doesNotContain(DOWN, DEGRADED);
          assertThat(world.a.view(0).outboundLossPpm()).isBetween(15_000L, 100_000L);
          assertThat(world.b.view(0).inboundLossPpm()).isBetween(15_000L, 100_000L);
          assertThat(world.a.view(0).inboundLossPpm()).isZero();
          assertThat(world.b.view(0).outboundLossPpm()).isZero();
          assertThat(world.a.view(1).outboundLossPpm()).isZero();
        });
  }

  @Test
  void fivePercentLossBothWaysTakesAnIdlePathNeitherDown() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var lossy = BROADBAND.withLoss(0.05, 1);
          var world = new World(seed).path(lossy).path(MPLS).settled();
          world.run(Duration.ofMinutes(15));
          assertThat(world.a.states(0, OUTBOUND)).doesNotContain(DOWN, DEGRADED);
          assertThat(world.a.states(0, INBOUND)).doesNotContain(DOWN, DEGRADED);
          assertThat(world.a.view(0).outboundLossPpm()).isBetween(5_000L, 150_000L);
        });
  }

  @Test
  void reorderingIsNoLoss() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var reordering = BROADBAND.withReordering(0.3, Duration.ofMillis(30));
          var world = new World(seed).path(reordering).settled();
          world.data(0, 1_000, Duration.ofMinutes(1));
          for (int i = 0; i < 55; i++) {
            world.run(Duration.ofSeconds(1));
            assertThat(world.a.view(0).outboundLossPpm()).isBetween(0L, 1_000L);
            assertThat(world.b.view(0).inboundLossPpm()).isBetween(0L, 1_000L);
          }
          assertThat(world.a.states(0, OUTBOUND)).isEmpty();
        });
  }

  @Test
  void duplicatesAreNeitherLossNorGain() {
    var world = new World(4).path(BROADBAND.withDuplication(0.2)).settled();
    world.data(0, 500, Duration.ofSeconds(20));
    world.run(Duration.ofSeconds(19));
    assertThat(world.a.view(0).outboundLossPpm()).isZero();
    assertThat(world.a.states(0, OUTBOUND)).isEmpty();
  }

  @Test
  void satelliteSpikesAreNoReasonToLeave() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var satellite = BROADBAND.withJitter(Duration.ofMillis(12));
          var world = new World(seed).path(satellite).path(MPLS).settled();
          world.data(0, 100, Duration.ofMinutes(5));
          for (int i = 0; i < 20; i++) {
            world.run(Duration.ofMillis(14_600));
            world.out(0).set(satellite.withDelay(Duration.ofMillis(160)));
            world.back(0).set(satellite.withDelay(Duration.ofMillis(160)));
            world.run(Duration.ofMillis(400));
            world.out(0).set(satellite);
            world.back(0).set(satellite);
          }
          assertThat(world.a.states(0, OUTBOUND)).doesNotContain(DOWN, DEGRADED, PROBATION);
          assertThat(world.b.states(0, OUTBOUND)).doesNotContain(DOWN, DEGRADED, PROBATION);
        });
  }

  /// In that one of the two boxes may have started just now.
  @Test
  void aHiccupLetsItsPathBeSilentForLongerButNotInItsFirstMinute() {
    assertThat(limitAfterHiccup(Duration.ofSeconds(10))).isLessThan(140_000_000);
    assertThat(limitAfterHiccup(Duration.ofSeconds(70))).isBetween(150_000_000L, 260_000_000L);
  }

  private static long limitAfterHiccup(Duration settled) {
    var world = new World(3).path(BROADBAND).path(MPLS);
    world.run(settled);
    world.data(0, 100, Duration.ofSeconds(60));
    world.run(Duration.ofSeconds(2));
    world.out(0).set(BROADBAND.withDelay(Duration.ofNanos(BROADBAND.delayNs() + 100_000_000)));
    world.run(Duration.ofMillis(200));
    world.out(0).set(BROADBAND);
    world.run(Duration.ofSeconds(20));
    world.a.changes.clear();
    world.blackHole(0, true);
    world.run(Duration.ofSeconds(2));
    return world.a.changes(0, OUTBOUND).getFirst().limit();
  }

  @Test
  void aPausedPeerIsAwayAndNoPathIsBlamed() {
    Seeds.forEach(SEEDS, seed -> pauses(seed, Duration.ofMillis(500)));
    Seeds.forEach(SEEDS, seed -> pauses(seed, Duration.ofSeconds(2)));
  }

  private static void pauses(long seed, Duration pause) {
    var world = new World(seed).path(BROADBAND).path(MPLS).settled();
    world.data(0, 200, Duration.ofSeconds(20));
    world.run(Duration.ofSeconds(2).plusMillis(seed * 41));
    world.b.host.pause(pause.toNanos());
    world.run(pause.plusSeconds(10));
    for (SimEdge edge : List.of(world.a, world.b)) {
      for (int path = 0; path < 2; path++) {
        assertThat(edge.states(path, OUTBOUND)).doesNotContain(DOWN, DEGRADED, PROBATION);
        assertThat(edge.states(path, INBOUND)).doesNotContain(DOWN, DEGRADED, PROBATION);
        assertThat(edge.view(path).outbound()).isEqualTo(UP);
      }
    }
    assertThat(world.a.peerAway).containsExactly("away", "back");
    assertThat(world.b.changes).isEmpty();
    assertThat(world.b.peerAway).isEmpty();
  }

  @Test
  void aPeerAwayForLongIsDownAndComesBackTrusted() {
    var world = new World(3).path(BROADBAND).path(MPLS).settled();
    world.b.host.pause(Duration.ofMinutes(3).toNanos());
    world.run(Duration.ofMinutes(2));
    assertThat(world.a.view(0).outbound()).isEqualTo(DOWN);
    assertThat(world.a.view(0).peerAway()).isTrue();
    assertThat(world.a.changes(0, OUTBOUND).getLast().cause()).isEqualTo(PathCause.PEER_AWAY);
    world.run(Duration.ofMinutes(2));
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(SUSPECT, DOWN, UP);
    assertThat(world.a.peerAway).containsExactly("away", "back");
  }

  @Test
  void aPathThatIsAddedDuringASilenceIsNoWitness() {
    var world = new World(15).path(BROADBAND).settled();
    world.data(0, 200, Duration.ofSeconds(20));
    world.run(Duration.ofSeconds(1));
    world.blackHole(0, true);
    world.run(Duration.ofMillis(300));
    world.path(MPLS.withBlackHole(true));
    world.run(Duration.ofSeconds(2));
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(SUSPECT);
    assertThat(world.a.peerAway).containsExactly("away");
  }

  /// Whenever the outage ends: what it swallowed may be reported late on an idle path, and is no
  /// loss of the time after.
  @Test
  void comesBackLateButNoLater() {
    Seeds.forEach(RETURNS, seed -> comesBack(seed));
  }

  private static void comesBack(long seed) {
    // The two probe at different moments.
    Duration ahead = Duration.ofMillis(seed * 83);
    var world = new World(seed, ahead).path(BROADBAND).path(MPLS).settled();
    world.run(Duration.ofMillis(seed * 37));
    world.blackHole(0, true);
    world.run(Duration.ofSeconds(5).plusMillis(seed * 91));
    long healedNs = world.simulation.nowNs();
    world.blackHole(0, false);
    world.run(Duration.ofSeconds(33));
    for (SimEdge edge : List.of(world.a, world.b)) {
      assertThat(edge.states(0, OUTBOUND)).endsWith(SUSPECT, DOWN, PROBATION, UP);
      List<PathChange> latestFirst = edge.changes(0, OUTBOUND).reversed();
      PathChange trusted = latestFirst.getFirst();
      PathChange back = latestFirst.get(1);
      long aheadNs = edge.nowNs() - world.simulation.nowNs();
      assertThat(back.atNs() - aheadNs - healedNs).isLessThan(1_500_000_000);
      assertThat(trusted.atNs() - back.atNs()).isBetween(30_000_000_000L, 31_000_000_000L);
      assertThat(trusted.cause()).isEqualTo(PathCause.PROVEN);
      assertThat(edge.view(0).outboundLossPpm()).isZero();
    }
  }

  @Test
  void aFlappingPathIsNotTrusted() {
    var world = new World(6).path(BROADBAND).path(MPLS).settled();
    for (int i = 0; i < 60; i++) {
      world.blackHole(0, i % 2 == 0);
      world.run(Duration.ofSeconds(5));
    }
    assertThat(world.a.states(0, OUTBOUND)).contains(PROBATION, DOWN).doesNotContain(UP);
  }

  @Test
  void heavyLossDegradesWithinASecondAndProvesItselfAfterwards() {
    var world = new World(7).path(BROADBAND).path(MPLS).settled();
    world.data(0, 500, Duration.ofMinutes(2));
    world.run(Duration.ofSeconds(5));
    long atNs = world.a.nowNs();
    world.out(0).set(BROADBAND.withLoss(0.3, 1));
    world.run(Duration.ofSeconds(10));
    PathChange degraded = world.a.changes(0, OUTBOUND).getLast();
    assertThat(degraded.to()).isEqualTo(DEGRADED);
    assertThat(degraded.cause()).isEqualTo(PathCause.LOSS);
    assertThat(degraded.text()).contains("limit 10.0 %");
    assertThat(degraded.atNs() - atNs).isLessThan(1_000_000_000);
    assertThat(world.a.states(0, OUTBOUND)).containsOnlyOnce(DEGRADED);
    assertThat(world.b.states(0, INBOUND)).endsWith(DEGRADED);
    assertThat(world.b.states(0, OUTBOUND)).doesNotContain(DEGRADED);
    world.out(0).set(BROADBAND);
    world.run(Duration.ofSeconds(60));
    assertThat(world.a.states(0, OUTBOUND)).endsWith(DEGRADED, PROBATION, UP);
  }

  @Test
  void aLastingRiseOfDelayDegradesOnlyItsDirection() {
    var world = new World(8).path(BROADBAND).path(MPLS).settled();
    world.data(0, 50, Duration.ofMinutes(2));
    world.run(Duration.ofSeconds(5));
    long atNs = world.a.nowNs();
    world.out(0).set(LinkProfile.ofDelay(Duration.ofMillis(120)));
    world.run(Duration.ofSeconds(10));
    PathChange degraded = world.a.changes(0, OUTBOUND).getLast();
    assertThat(degraded.cause()).isEqualTo(PathCause.DELAY);
    assertThat(degraded.atNs() - atNs).isLessThan(3_000_000_000L);
    assertThat(world.a.states(0, OUTBOUND)).containsOnlyOnce(DEGRADED);
    assertThat(world.b.states(0, OUTBOUND)).doesNotContain(DEGRADED);
    world.out(0).set(BROADBAND);
    world.run(Duration.ofSeconds(60));
    assertThat(world.a.states(0, OUTBOUND)).endsWith(DEGRADED, PROBATION, UP);
  }

  @Test
  void whatTheOwnSocketRefusedIsNoLossOfThePath() {
    var world = new World(9).path(BROADBAND).settled();
    world.data(0, 500, Duration.ofSeconds(20));
    for (int i = 0; i < 50; i++) {
      world.lines.get(0).setPlugged(false);
      world.run(Duration.ofMillis(20));
      world.lines.get(0).setPlugged(true);
      world.run(Duration.ofMillis(180));
    }
    assertThat(world.lines.get(0).refused()).isGreaterThan(400);
    // Arrivals at the unplugged port are lost, but those are b's.
    assertThat(world.a.view(0).outboundLossPpm()).isLessThan(5_000);
    assertThat(world.b.view(0).inboundLossPpm()).isLessThan(5_000);
    assertThat(world.a.lossDoubts).isEmpty();
    world.run(Duration.ofSeconds(2));
    assertThat(world.a.view(0).outboundCount().missing()).isZero();
    assertThat(world.b.view(0).inboundCount().missing()).isZero();
  }

  @Test
  void aPathNeverHeardIsDownAfterAWhileAndUpAtItsFirstAnswer() {
    var world = new World(10).path(BROADBAND.withBlackHole(true)).path(MPLS);
    world.run(Duration.ofSeconds(5));
    assertThat(world.a.view(0).outbound()).isEqualTo(UNKNOWN);
    world.run(Duration.ofSeconds(5));
    assertThat(world.a.view(0).outbound()).isEqualTo(DOWN);
    world.blackHole(0, false);
    world.run(Duration.ofSeconds(2));
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(DOWN, UP);
  }

  @Test
  void aLinkThatGoesTakesItsPathsAtOnceAndNoOthers() {
    var world = new World(11).path(BROADBAND).path(MPLS).settled();
    world.a.monitor.onLinkDown("link0", "no carrier", world.a.nowNs());
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(DOWN);
    assertThat(world.a.changes(0, OUTBOUND).getLast().text())
        .isEqualTo("link link0 down: no carrier");
    assertThat(world.a.lefts).containsExactly(0);
    world.blackHole(0, true);
    world.run(Duration.ofSeconds(5));
    world.blackHole(0, false);
    world.a.monitor.onLinkUp("link0", world.a.nowNs());
    world.run(Duration.ofSeconds(3));
    assertThat(world.a.states(0, OUTBOUND)).containsExactly(DOWN, PROBATION);
    assertThat(world.a.states(1, OUTBOUND)).isEmpty();
  }

  /// A round trip over MPLS is 40 ms: far sooner than by silence.
  @Test
  void aLinkThatGoesIsLeftByThePeerToo() {
    var world = new World(11).path(BROADBAND).path(MPLS).settled();
    world.a.monitor.onLinkDown("link0", "no carrier", world.a.nowNs());
    // Before anything else, which takes time in a real edge.
    assertThat(world.a.withdrawnAfter).containsExactly(0);
    world.blackHole(0, true);
    world.run(Duration.ofMillis(60));
    assertThat(world.b.states(0, OUTBOUND)).containsExactly(DOWN);
    assertThat(world.b.changes(0, OUTBOUND).getLast().text()).isEqualTo("the peer's link is down");
    assertThat(world.b.states(1, OUTBOUND)).isEmpty();
    assertThat(world.b.lefts).containsExactly(0);
    world.blackHole(0, false);
    world.a.monitor.onLinkUp("link0", world.a.nowNs());
    world.run(Duration.ofSeconds(3));
    assertThat(world.b.states(0, OUTBOUND)).containsExactly(DOWN, PROBATION);
  }

  @Test
  void aHandshakeThatIsGivenUpTakesThePathDown() {
    var world = new World(12).path(BROADBAND).path(MPLS).settled();
    world.a.monitor.onHandshakeLost(0, world.a.nowNs());
    assertThat(world.a.changes(0, OUTBOUND).getLast().cause()).isEqualTo(PathCause.HANDSHAKE_LOST);
  }

  @Test
  void whatIsDeadKeepsControlFromItsSleepNoMoreThanWhatLives() {
    var oneDead = new World(16).path(BROADBAND).path(MPLS).settled();
    oneDead.blackHole(0, true);
    oneDead.run(Duration.ofSeconds(5));
    assertThat(oneDead.a.view(0).outbound()).isEqualTo(DOWN);
    assertThat(ticksASecond(oneDead, 60)).as("a dead path beside a sound one").isLessThan(10);

    var peerDead = new World(17).path(BROADBAND).path(MPLS).settled();
    peerDead.data(0, 100, Duration.ofMinutes(5));
    peerDead.b.host.pause(Duration.ofMinutes(3).toNanos());
    peerDead.run(Duration.ofSeconds(1));
    assertThat(peerDead.a.view(0).peerAway()).isTrue();
    assertThat(ticksASecond(peerDead, 8)).as("a peer that is away").isLessThan(10);
    peerDead.run(Duration.ofSeconds(5));
    assertThat(peerDead.a.view(0).outbound()).isEqualTo(DOWN);
    assertThat(ticksASecond(peerDead, 60)).as("a peer that is down").isLessThan(10);

    var planned = new World(18).path(BROADBAND.withBlackHole(true));
    assertThat(ticksASecond(planned, 5)).as("a peer not heard yet").isLessThan(10);
    planned.run(Duration.ofSeconds(5));
    assertThat(ticksASecond(planned, 60)).as("a peer that never came").isLessThan(10);
  }

  private static double ticksASecond(World world, int seconds) {
    long before = world.a.ticks();
    world.run(Duration.ofSeconds(seconds));
    return (double) (world.a.ticks() - before) / seconds;
  }

  @Test
  void aWithdrawalOfAnUnknownSessionIsCountedAndChangesNothing() {
    var world = new World(19).path(BROADBAND).path(MPLS).settled();
    world.a.monitor.onWithdrawal(0, 4_711, world.a.nowNs());
    assertThat(world.a.monitor.unknownWithdrawals()).isEqualTo(1);
    assertThat(world.a.changes).isEmpty();

    // b's index of the second path.
    world.a.monitor.onWithdrawal(0, 201, world.a.nowNs());
    assertThat(world.a.monitor.unknownWithdrawals()).isEqualTo(1);
    assertThat(world.a.states(1, OUTBOUND)).containsExactly(DOWN);
  }

  @Test
  void aForgottenPathIsSilent() {
    var world = new World(14).path(BROADBAND).path(MPLS).settled();
    world.a.monitor.removePath(0);
    world.run(Duration.ofSeconds(5));
    assertThat(world.a.monitor.views(world.a.nowNs())).hasSize(1);
    assertThat(world.a.changes).isEmpty();
  }

  @Test
  void theSameSeedTellsTheSameStory() {
    assertThat(story(21)).isEqualTo(story(21)).isNotEmpty();
  }

  private static List<String> story(long seed) {
    var lossy = BROADBAND.withLoss(0.15, 3).withJitter(TEN_MS);
    var world = new World(seed).path(lossy).path(MPLS);
    world.run(Duration.ofMinutes(3));
    return world.a.changes.stream().map(PathChange::toString).toList();
  }
}
