package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveredRateTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long SECOND = 1_000 * NS_PER_MS;

  private final DeliveredRate rate = new DeliveredRate();
  private long bytes;
  private long nowNs = 5 * SECOND;

  /// Reports of 25 ms, in which so much was delivered.
  private void deliver(double megabits, long ms) {
    for (long end = nowNs + ms * NS_PER_MS; nowNs < end; ) {
      nowNs += 25 * NS_PER_MS;
      bytes += (long) (megabits * 1e6 / 8 * 0.025);
      rate.onDelivered(bytes, nowNs + 77, nowNs);
    }
  }

  private double megabits() {
    return rate.bitsPerSecond(nowNs) / 1e6;
  }

  @Test
  void knowsNothingAtFirst() {
    assertThat(rate.bitsPerSecond(nowNs)).isZero();
    deliver(10, 25);
    assertThat(rate.bitsPerSecond(nowNs)).isZero();
  }

  /// As long as what is offered is delivered, twice as much is offered.
  @Test
  void doublesUntilItIsNotDelivered() {
    double offered = 1;
    deliver(offered, 100);
    for (int n = 0; n < 10; n++) {
      offered = Math.min(40, megabits());
      deliver(offered, 100);
    }
    deliver(40, 400);
    nowNs = (nowNs / DeliveredRate.CYCLE_NS + 1) * DeliveredRate.CYCLE_NS - 1;
    assertThat(megabits()).isBetween(39.0, 41.0);
    nowNs++;
    assertThat(megabits()).as("asks for more").isBetween(49.0, 51.0);
  }

  @Test
  void forgetsARateThatIsNotReachedAnyMore() {
    deliver(40, 2_000);
    deliver(10, 9_000);
    assertThat(megabits()).isGreaterThan(39);
    deliver(10, 2_000);
    assertThat(megabits()).isLessThan(13);
  }

  @Test
  void takesAPauseForNoRate() {
    deliver(40, 2_000);
    nowNs += 4 * SECOND;
    deliver(40, 50);
    nowNs += 4 * SECOND;
    bytes += 100;
    rate.onDelivered(bytes, nowNs, nowNs);
    assertThat(megabits()).isGreaterThan(39);
  }

  @Test
  void beginsAnewWithASession() {
    deliver(40, 2_000);
    rate.onSession();
    bytes = 0;
    deliver(40, 2_000);
    assertThat(megabits()).isBetween(39.0, 51.0);
  }
}
