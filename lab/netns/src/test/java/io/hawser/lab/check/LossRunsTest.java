package io.hawser.lab.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossRunsTest {
  @Test
  void countsRunsOfConsecutiveLosses() {
    LossRuns runs = LossRuns.of(new long[] {0, 5, 0, 0, 9, 10, 0, 0, 0, 1});

    assertThat(runs.lost()).isEqualTo(6);
    assertThat(runs.runs()).isEqualTo(3);
    assertThat(runs.meanLength()).isEqualTo(2);
  }

  @Test
  void widensTheBinomialErrorWhereLossesComeInBursts() {
    assertThat(LossRuns.standardError(0.05, 1, 10_000)).isCloseTo(0.00218, within(0.00001));
    assertThat(LossRuns.standardError(0.05, 4, 10_000)).isGreaterThan(0.005);
  }
}
