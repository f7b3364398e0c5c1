package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepairTurnsTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final int FIFTH = 200_000;

  private final RepairTurns turns = new RepairTurns();

  @Test
  void spreadsRepairsEvenly() {
    List<Integer> after = new ArrayList<>();
    for (int n = 1; n <= 30; n++) {
      if (turns.onSource(FIFTH, n * NS_PER_MS)) {
        after.add(n);
      }
    }
    assertThat(after).containsExactly(5, 10, 15, 20, 25, 30);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 999, 31_250, 62_500, 123_456, 200_000, 1_000_000})
  void keepsTheRate(int ratePpm) {
    int repairs = 0;
    for (int n = 0; n < 1_000_000; n++) {
      repairs += turns.onSource(ratePpm, n) ? 1 : 0;
    }
    assertThat(repairs).isEqualTo(ratePpm);
  }

  @Test
  void hasNoneWhereTheRateIsZero() {
    for (int n = 0; n < 100; n++) {
      assertThat(turns.onSource(0, n * 50 * NS_PER_MS)).isFalse();
      assertThat(turns.nextDeadlineNs()).isEqualTo(RepairTurns.NEVER_NS);
      assertThat(turns.onTick((n * 50 + 40) * NS_PER_MS)).isFalse();
    }
  }

  @Test
  void coversTheEndOfABurstOnce() {
    for (int n = 0; n < 7; n++) {
      turns.onSource(FIFTH, n * NS_PER_MS);
    }
    assertThat(turns.nextDeadlineNs()).isEqualTo(26 * NS_PER_MS);
    assertThat(turns.onTick(25 * NS_PER_MS)).isFalse();
    assertThat(turns.onTick(26 * NS_PER_MS)).isTrue();
    assertThat(turns.nextDeadlineNs()).isEqualTo(RepairTurns.NEVER_NS);
    assertThat(turns.onTick(100 * NS_PER_MS)).isFalse();
  }

  @Test
  void needsNoMoreWhereTheLastPacketHasOne() {
    for (int n = 0; n < 5; n++) {
      turns.onSource(FIFTH, n * NS_PER_MS);
    }
    assertThat(turns.nextDeadlineNs()).isEqualTo(RepairTurns.NEVER_NS);
  }

  @Test
  void costsAFlowThatPausesAfterEachPacketNoMore() {
    int repairs = 0;
    for (int n = 0; n < 10_000; n++) {
      repairs += turns.onSource(FIFTH, n * 50 * NS_PER_MS) ? 1 : 0;
      repairs += turns.onTick((n * 50 + 40) * NS_PER_MS) ? 1 : 0;
    }
    assertThat(repairs).isBetween(1_999, 2_001);
  }

  @Test
  void forgetsWhatWasSavedWhenItIsOff() {
    for (int n = 0; n < 4; n++) {
      turns.onSource(FIFTH, n);
    }
    turns.onSource(0, 5);
    for (int n = 0; n < 4; n++) {
      assertThat(turns.onSource(FIFTH, n)).isFalse();
    }
    assertThat(turns.onSource(FIFTH, 10)).isTrue();
  }

  @Test
  void makesUpForLittleOfWhatWasPostponed() {
    for (int n = 0; n < 100; n++) {
      if (turns.onSource(FIFTH, n * NS_PER_MS)) {
        turns.postpone();
      }
    }
    int repairs = 0;
    for (int n = 100; n < 200; n++) {
      repairs += turns.onSource(FIFTH, n * NS_PER_MS) ? 1 : 0;
    }
    assertThat(repairs).isBetween(20, 22);
  }

  @Test
  void asksForAPauseOnceWhereThatIsPostponed() {
    turns.onSource(FIFTH, 0);
    assertThat(turns.onTick(20 * NS_PER_MS)).isTrue();
    turns.postpone();
    assertThat(turns.nextDeadlineNs()).isEqualTo(RepairTurns.NEVER_NS);
  }
}
