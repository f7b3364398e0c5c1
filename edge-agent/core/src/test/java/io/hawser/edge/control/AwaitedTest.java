package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final List<String> BOTH = List.of("a", "b");

  private final Awaited awaited = new Awaited();

  @Test
  void areMeasuredAtOnceAndThenAfterTimesThatDouble() {
    List<Integer> measuredAfterSeconds = new ArrayList<>();
    for (int second = 0; second <= 5_000; second++) {
      if (!awaited.due(BOTH, second * SECOND_NS).isEmpty()) {
        measuredAfterSeconds.add(second);
      }
    }
    assertThat(measuredAfterSeconds).containsExactly(0, 30, 90, 210, 450, 930, 1890, 3090, 4290);
  }

  @Test
  void areMeasuredAtOnceWhereTheyCameLater() {
    assertThat(awaited.due(List.of("a"), 0)).containsExactly("a");
    assertThat(awaited.due(BOTH, SECOND_NS)).containsExactly("b");
    assertThat(awaited.due(BOTH, 30 * SECOND_NS)).containsExactly("a");
  }

  @Test
  void areForgottenOnceTheWaitIsOver() {
    assertThat(awaited.due(BOTH, 0)).containsExactly("a", "b");
    assertThat(awaited.due(List.of(), SECOND_NS)).isEmpty();
    assertThat(awaited.due(BOTH, 2 * SECOND_NS)).containsExactly("a", "b");
  }
}
