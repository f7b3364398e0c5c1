package io.hawser.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorEstimateTest {
  @Test
  void laysOutFlagsScaleAndMultiplier() {
    // 2^-32 s, the least: multiplier 1, scale 0.
    assertThat(ErrorEstimate.of(false, 0)).isEqualTo(0x0001);
    assertThat(ErrorEstimate.of(true, 0)).isEqualTo(0x8001);
    // Half a second: 2^31 units, 128 * 2^24.
    assertThat(ErrorEstimate.of(true, 500_000_000)).isEqualTo(0x8000 | 24 << 8 | 128);
    assertThat(ErrorEstimate.isSynchronised(0x8001)).isTrue();
    assertThat(ErrorEstimate.isSynchronised(0x4001)).isFalse();
    assertThat(ErrorEstimate.isTruncatedPtp(0x4001)).isTrue();
    assertThat(ErrorEstimate.isTruncatedPtp(0x8001)).isFalse();
  }

  @Test
  void neverPromisesMoreThanTheClockHasAndLittleLess() {
    var random = new SplittableRandom(7);
    for (int run = 0; run < 100_000; run++) {
      long errorNs = random.nextLong(1L << random.nextInt(1, 45));
      int estimate = ErrorEstimate.of(random.nextBoolean(), errorNs);
      assertThat(estimate & 0xFF).as("seed 7, %d ns", errorNs).isNotZero();
      assertThat(ErrorEstimate.errorNs(estimate))
          .as("seed 7, %d ns", errorNs)
          .isBetween(errorNs - 1, errorNs + errorNs / 100 + 1);
    }
  }

  @Test
  void sizesOfNoErrorAreRefused() {
    assertThatThrownBy(() -> ErrorEstimate.of(true, -1)).hasMessageContaining("errorNs: -1");
  }
}
