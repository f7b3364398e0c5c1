package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrimScheduleTest {
  private final TrimSchedule schedule = new TrimSchedule();

  @Test
  void waitsForTheCompilersToRest() {
    assertThat(schedule.isDue(5_000)).isFalse();
    assertThat(schedule.isDue(9_000)).isFalse();
    assertThat(schedule.isDue(9_050)).isTrue();
  }

  @Test
  void givesBackOnceForTheSameWork() {
    schedule.isDue(5_000);

    assertThat(schedule.isDue(5_000)).isTrue();
    assertThat(schedule.isDue(5_020)).isFalse();
    assertThat(schedule.isDue(5_040)).isFalse();
  }

  @Test
  void minorWorkIsNotWorthIt() {
    schedule.isDue(5_000);
    schedule.isDue(5_000);

    for (int look = 1; look < 10; look++) {
      assertThat(schedule.isDue(5_000 + 100 * look)).as("look %d", look).isFalse();
    }
    assertThat(schedule.isDue(6_000)).isTrue();
  }
}
