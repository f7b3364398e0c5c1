package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyBudgetTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int PACKET = 250;

  private final CopyBudget budget = new CopyBudget();

  /// Also where the clock is about to wrap.
  @ParameterizedTest
  @ValueSource(longs = {0, -SECOND_NS / 2, Long.MAX_VALUE - 2 * SECOND_NS})
  void aBurstOfASecondAndThenItsRate(long nowNs) {
    assertThat(spent(true, nowNs)).isEqualTo(CopyBudget.BYTES_PER_SECOND);
    assertThat(spent(true, nowNs)).isZero();
    assertThat(spent(true, nowNs + SECOND_NS / 10)).isEqualTo(CopyBudget.BYTES_PER_SECOND / 10);
    assertThat(spent(true, nowNs + 5 * SECOND_NS)).isEqualTo(CopyBudget.BYTES_PER_SECOND);
  }

  @Test
  void copiesAgainstLossLeaveHalfOfItToSilence() {
    assertThat(spent(false, 0)).isEqualTo(CopyBudget.BYTES_PER_SECOND / 2);
    assertThat(spent(true, 0)).isEqualTo(CopyBudget.BYTES_PER_SECOND / 2);
    assertThat(spent(false, SECOND_NS / 4)).isZero();
  }

  private long spent(boolean urgent, long nowNs) {
    long bytes = 0;
    while (budget.spend(PACKET, urgent, nowNs)) {
      bytes += PACKET;
    }
    return bytes;
  }
}
