package io.hawser.lab.simnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HostClockTest {
  private static final long HOUR_NS = Duration.ofHours(1).toNanos();

  @Test
  void drifts() {
    HostClock clock = HostClock.of(Duration.ofMillis(500), 100);
    assertThat(clock.read(Simulation.START_NS)).isEqualTo(Simulation.START_NS + 500_000_000);
    assertThat(clock.read(Simulation.START_NS + HOUR_NS))
        .isEqualTo(Simulation.START_NS + HOUR_NS + 500_000_000 + 360_000_000);
  }

  @Test
  void tellsWhenItWillShowATime() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      HostClock clock =
          new HostClock(random.nextLong(-HOUR_NS, HOUR_NS), random.nextInt(-1_000, 1_001));
      long shownNs = clock.read(Simulation.START_NS) + random.nextLong(1_000 * HOUR_NS);
      long trueNs = clock.whenItShows(shownNs);
      assertThat(clock.read(trueNs))
          .as("seed " + seed + ", " + clock)
          .isGreaterThanOrEqualTo(shownNs);
      assertThat(clock.read(trueNs - 1)).as("seed " + seed + ", " + clock).isLessThan(shownNs);
    }
  }

  @Test
  void runsAHostsTimers() {
    var simulation = new Simulation(1);
    var slow = HostClock.of(Duration.ofSeconds(-3), -1_000);
    var host = new Host(simulation, "slow", slow, (_, _, _, _) -> {});
    List<Long> trueNs = new ArrayList<>();
    List<Long> shownNs = new ArrayList<>();
    long dueNs = host.nowNs() + Duration.ofSeconds(999).toNanos();
    host.after(
        Duration.ofSeconds(999).toNanos(),
        () -> {
          trueNs.add(simulation.nowNs() - Simulation.START_NS);
          shownNs.add(host.nowNs());
        });
    simulation.runFor(HOUR_NS);
    assertThat(trueNs).containsExactly(Duration.ofSeconds(1_000).toNanos());
    assertThat(shownNs).containsExactly(dueNs);
  }

  @Test
  void isNoWorseThanQuartz() {
    assertThatThrownBy(() -> new HostClock(0, 1_001)).hasMessageContaining("driftPpm: 1001");
  }
}
