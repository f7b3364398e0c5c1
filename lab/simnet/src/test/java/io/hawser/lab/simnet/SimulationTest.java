package io.hawser.lab.simnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private final Simulation simulation = new Simulation(1);

  @Test
  void runsEventsByTimeAndThenInTheOrderOfAsking() {
    List<String> ran = new ArrayList<>();
    simulation.after(2, () -> ran.add("c"));
    simulation.after(1, () -> ran.add("a"));
    simulation.after(1, () -> ran.add("b"));
    simulation.runFor(2);
    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void checksInvariantsAfterEveryEvent() {
    List<Long> checkedNs = new ArrayList<>();
    simulation.afterEach(() -> checkedNs.add(simulation.nowNs() - Simulation.START_NS));
    simulation.after(1, () -> {});
    simulation.after(3, () -> {});
    simulation.runFor(10);
    assertThat(checkedNs).containsExactly(1L, 3L);
  }

  @Test
  void tellsWhenAnInvariantWasBroken() {
    simulation.afterEach(
        () -> {
          throw new AssertionError("packets: 3 (expected: 4)");
        });
    simulation.after(Duration.ofMillis(1_500).toNanos(), () -> {});
    assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(2).toNanos()))
        .hasMessage("1.500000 s after the start: packets: 3 (expected: 4)");
  }
}
