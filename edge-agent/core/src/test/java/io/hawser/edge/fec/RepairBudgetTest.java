package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RepairBudgetTest {
  private final RepairBudget budget = new RepairBudget();

  @Test
  void letsAFifthThroughWhateverTheLengths() {
    for (long seed = 1; seed <= 20; seed++) {
      RepairBudget each = new RepairBudget();
      SplittableRandom random = new SplittableRandom(seed);
      long plain = 0;
      long more = 0;
      for (int n = 0; n < 100_000; n++) {
        int length = 124 + random.nextInt(1_300);
        plain += length;
        more += 16;
        each.onSource(length, length + 16);
        int repair = 140 + random.nextInt(1_300);
        if (each.has(repair)) {
          each.spend(repair);
          more += repair;
        }
      }
      assertThat((double) more / plain).as("seed %d", seed).isBetween(0.199, 0.2);
    }
  }

  @Test
  void savesNoMoreThanForAFewRepairs() {
    for (int n = 0; n < 1_000_000; n++) {
      budget.onSource(1_400, 1_400);
    }
    int repairs = 0;
    while (budget.has(1_500)) {
      budget.spend(1_500);
      repairs++;
    }
    assertThat(repairs).isEqualTo(4);
  }

  /// Numbers alone cost more than a fifth of the shortest packets: there is no parity, and once
  /// they are longer what is owed is soon paid.
  @Test
  void owesNoMoreThanItSaves() {
    for (int n = 0; n < 1_000_000; n++) {
      budget.onSource(60, 76);
      assertThat(budget.has(1)).isFalse();
    }
    int packets = 0;
    while (!budget.has(1_400)) {
      budget.onSource(1_400, 1_416);
      packets++;
    }
    assertThat(packets).isLessThan(30);
  }
}
