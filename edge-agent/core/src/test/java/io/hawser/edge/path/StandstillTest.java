package io.hawser.edge.path;

import static io.hawser.edge.path.Direction.OUTBOUND;
import static io.hawser.edge.path.PathState.DOWN;
import static io.hawser.edge.path.PathState.SUSPECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two edges with two paths, of which one stands still for less than it takes to look dead.
class StandstillTest {
  private static final int SEEDS = 10;
  private static final Duration PAUSE = Duration.ofMillis(350);
  private static final LinkProfile NO_DELAY = LinkProfile.ofDelay(Duration.ZERO);
  private static final int PACKETS_PER_SECOND = 1_000;

  private static final class World {
    final Simulation simulation;
    final SimEdge a;
    final SimEdge b;
    final List<Port> lines = new ArrayList<>();
    final long startNs;

    World(long seed) {
      simulation = new Simulation(seed);
      Network network = new Network(simulation);
      a = new SimEdge(simulation, "a", 0);
      b = new SimEdge(simulation, "b", Duration.ofHours(7).toNanos());
      for (int path = 0; path < 2; path++) {
        LinkProfile line = LinkProfile.ofDelay(Duration.ofMillis(20L + 10 * path));
        Port port = a.attach(network, "192.0.2." + path, line, line);
        Port far = b.attach(network, "198.51.100." + path, NO_DELAY, NO_DELAY);
        a.addPath(b, port, far.address(), false);
        b.addPath(a, far, port.address(), false);
        lines.add(port);
      }
      run(Duration.ofSeconds(10).plusMillis(seed * 37));
      a.changes.clear();
      b.changes.clear();
      long untilNs = simulation.nowNs() + Duration.ofMinutes(1).toNanos();
      a.sendData(0, PACKETS_PER_SECOND, untilNs);
      b.sendData(0, PACKETS_PER_SECOND, untilNs);
      run(Duration.ofSeconds(3));
      startNs = simulation.nowNs();
    }

    void swallowFirstLine() {
      Port line = lines.getFirst();
      line.up().set(line.up().profile().withBlackHole(true));
      line.down().set(line.down().profile().withBlackHole(true));
    }

    void run(Duration duration) {
      simulation.runFor(duration.toNanos());
    }
  }

  /// What its socket held is read late.
  @Test
  void whatWaitedOrWasLostAtAPeerThatStoodStillMeasuresNoPath() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          world.b.host.pause(PAUSE.toNanos());
          world.run(PAUSE.plusSeconds(5));
          assertThat(world.b.host.overflowed()).isZero();
          assertThat(world.a.changes).isEmpty();
          assertThat(world.b.changes).isEmpty();
          for (int path = 0; path < 2; path++) {
            PathView view = world.a.view(path);
            assertThat(view.jitterNs()).isLessThan(1_000_000);
            assertThat(view.smoothedRttNs())
                .isCloseTo(40_000_000 + 20_000_000L * path, within(2_000_000L));
            assertThat(view.outboundLossPpm()).isZero();
          }
        });
  }

  /// The answers that waited are read before the first tick.
  @Test
  void whatWaitedHereMeasuresNoPath() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          world.a.host.pause(PAUSE.toNanos());
          world.run(PAUSE.plusSeconds(5));
          assertThat(world.a.changes).isEmpty();
          for (int path = 0; path < 2; path++) {
            PathView view = world.a.view(path);
            assertThat(view.smoothedRttNs())
                .isCloseTo(40_000_000 + 20_000_000L * path, within(2_000_000L));
            assertThat(view.jitterNs()).isLessThan(1_000_000);
          }
        });
  }

  /// The line is busy with it for an eighth of a second, time and again.
  @Test
  void whatIsSentAllAtOnceAfterAStandstillMeasuresNoPath() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          LinkProfile slow = world.lines.getFirst().up().profile().withRate(8_000_000, 1_000_000);
          world.lines.getFirst().up().set(slow);
          for (int time = 0; time < 5; time++) {
            world.a.host.pause(PAUSE.toNanos());
            world.run(PAUSE.plusMillis(1));
            long burstNs = Duration.ofMillis(1).toNanos();
            world.a.sendData(0, 500_000, world.simulation.nowNs() + burstNs);
            world.run(Duration.ofMillis(300));
            assertThat(world.a.view(0).jitterNs()).isLessThan(2_000_000);
            world.run(Duration.ofSeconds(3));
          }
          assertThat(world.a.changes).isEmpty();
        });
  }

  /// The first one to answer would otherwise take the flows of the other.
  @Test
  void allPathsToAPeerThatWasAwayComeBackTogether() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          world.b.host.pause(Duration.ofSeconds(2).toNanos());
          world.run(Duration.ofSeconds(5));
          assertThat(world.a.peerAway).containsExactly("away", "back");
          List<PathChange> back =
              world.a.changes.stream().filter(change -> change.to() == PathState.UP).toList();
          assertThat(back).hasSize(2);
          assertThat(back.getFirst().atNs()).isEqualTo(back.getLast().atNs());
        });
  }

  @Test
  void whatOverflowedAtThePeerIsNoLossOfThePath() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          Duration pause = Duration.ofSeconds(2);
          world.b.host.pause(pause.toNanos());
          world.run(pause.plusSeconds(5));
          assertThat(world.b.host.overflowed()).isPositive();
          assertThat(world.a.view(0).outboundLossPpm()).isZero();
          assertThat(world.b.view(0).inboundLossPpm()).isZero();
          assertThat(world.a.view(0).outboundCount().missing()).isZero();
          assertThat(world.b.view(0).inboundCount().missing()).isZero();
          assertThat(world.a.changes).extracting(PathChange::to).doesNotContain(DOWN);
        });
  }

  @Test
  void aPathThatDiesWithItsPeersPauseIsLeftSoonAfter() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          world.swallowFirstLine();
          world.b.host.pause(PAUSE.toNanos());
          world.run(PAUSE.plusMillis(500));
          assertThat(world.a.states(0, OUTBOUND)).startsWith(SUSPECT);
          assertThat(world.a.states(1, OUTBOUND)).isEmpty();
        });
  }

  /// As on a box whose processor is taken away for a good part of the time.
  @Test
  void anEdgeThatIsLateAllTheTimeLeavesABlackHoleAllTheSame() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          var world = new World(seed);
          world.swallowFirstLine();
          for (int moment = 0; moment < 10; moment++) {
            world.a.host.pause(Duration.ofMillis(90).toNanos());
            world.run(Duration.ofMillis(110));
          }
          assertThat(world.a.states(0, OUTBOUND)).startsWith(SUSPECT, DOWN);
          assertThat(world.a.changes.getFirst().atNs() - world.startNs)
              .isLessThan(Duration.ofMillis(450).toNanos());
          assertThat(world.a.states(1, OUTBOUND)).isEmpty();
        });
  }

  /// What it read late is no silence: of both edges none suspects anything.
  @Test
  void aMomentOfEitherEdgeIsNoSilence() {
    Seeds.forEach(
        4 * SEEDS,
        seed -> {
          var world = new World(seed);
          SimEdge paused = seed % 2 == 0 ? world.a : world.b;
          paused.host.pause(Duration.ofMillis(120 + seed).toNanos());
          world.run(Duration.ofSeconds(2));
          assertThat(world.a.changes).isEmpty();
          assertThat(world.b.changes).isEmpty();
        });
  }
}
