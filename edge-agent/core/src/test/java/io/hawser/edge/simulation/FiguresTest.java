package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.simnet.BySeed;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final BySeed<Double> VALUES =
      new BySeed<>(
          List.of(new BySeed.One<>(1, 10.0), new BySeed.One<>(2, 30.0), new BySeed.One<>(3, 20.0)));

  private final Figures figures = new Figures("planted");

  @Test
  void tellsOfALineThatReachesItsGoalNoSeed() {
    assertThat(figures.line("delay", "ms", VALUES).median().p99AtMost(30).worst())
        .hasToString("delay in ms: median 20, p99 30 (goal <= 30), worst 30; 3 values");
  }

  @Test
  void namesTheSeedThatIsFurthestFromAMissedGoal() {
    assertThat(figures.line("delay", "ms", VALUES).p99AtMost(25))
        .hasToString(
            "delay in ms: p99 30 (goal <= 25) MISSED; 3 values; furthest from it: seed 2, again:"
                + " -Dtest=FiguresTest#namesTheSeedThatIsFurthestFromAMissedGoal -Dsimnet.seed=2");
    assertThat(figures.line("score", "", VALUES).meanAtLeast(25).toString())
        .contains("furthest from it: seed 1,");
  }
}
