package io.hawser.lab.bonding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateSeriesTest {
  private static final long STEP_NS = 100_000_000;
  private static final long START_NS = nearOverflowNs();

  private static long nearOverflowNs() {
    return Long.MAX_VALUE - 5 * STEP_NS;
  }

  /// Mbit/s in each tenth of a second.
  private static RateSeries series(double... mbps) {
    RateSeries series = new RateSeries();
    long bytes = 0;
    series.add(START_NS, bytes);
    for (int i = 0; i < mbps.length; i++) {
      bytes += (long) (mbps[i] * 1e6 / 8 / 10);
      series.add(at(i + 1), bytes);
    }
    return series;
  }

  private static long at(int step) {
    return START_NS + step * STEP_NS;
  }

  @Test
  void aLinkIsLeftAfterTheLastTimeThatItCarriedMuch() {
    RateSeries series = series(20, 20, 20, 9, 0.1, 2.5, 0.1, 0.1);
    assertThat(series.lastAtLeast(2, at(2))).isEqualTo(at(6));
    assertThat(series.lastAtLeast(5, at(2))).isEqualTo(at(4));
  }

  @Test
  void aLinkThatCarriesNoLongerIsLeftAtOnce() {
    assertThat(series(20, 20, 0, 0).lastAtLeast(2, at(2))).isEqualTo(at(2));
  }

  @Test
  void aLinkIsUsedFromTheFirstTimeThatItCarriesMuch() {
    RateSeries series = series(20, 0, 0, 1, 12, 20);
    assertThat(series.firstAtLeast(10, at(1))).isEqualTo(at(5));
    assertThat(series.firstAtLeast(30, at(1))).isEqualTo(RateSeries.NEVER);
  }

  @Test
  void whatWasCarriedBeforeDoesNotCount() {
    assertThat(series(20, 20, 0, 0).firstAtLeast(10, at(2) - 1)).isEqualTo(RateSeries.NEVER);
  }
}
