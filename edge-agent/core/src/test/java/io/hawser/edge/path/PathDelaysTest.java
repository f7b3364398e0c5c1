package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PathDelaysTest {
  private static final long ONE_MS = 1_000_000;
  private static final long RTT_NS = 40 * ONE_MS;
  private static final long HOUR_NS = Duration.ofHours(1).toNanos();

  private final PathDelays delays = new PathDelays();

  @Test
  void aClockStepIsWhatNeitherRoundTripsNorDriftExplain() {
    delays.add(RTT_NS, 20 * ONE_MS, 0);
    assertThat(delays.isClockStep(RTT_NS, 150 * ONE_MS, ONE_MS)).isFalse();
    assertThat(delays.isClockStep(RTT_NS, 170 * ONE_MS, ONE_MS)).isTrue();
    assertThat(delays.isClockStep(RTT_NS, -130 * ONE_MS, ONE_MS)).isTrue();
    assertThat(delays.isClockStep(200 * ONE_MS, 170 * ONE_MS, ONE_MS)).isFalse();
  }

  /// An idle metered path is not probed for hours: at 100 ppm its ends drift by 360 ms an hour.
  @Test
  void whoWasNotProbedForLongMayHaveDrifted() {
    delays.add(RTT_NS, 20 * ONE_MS, 0);
    assertThat(delays.isClockStep(RTT_NS, 380 * ONE_MS, HOUR_NS)).isFalse();
    assertThat(delays.isClockStep(RTT_NS, 380 * ONE_MS, HOUR_NS / 60)).isTrue();
    assertThat(delays.isClockStep(RTT_NS, 5_000 * ONE_MS, HOUR_NS)).isTrue();
  }

  @Test
  void isSmoothedOverWhatIsNearAndNotOverWhatIsLongAgo() {
    delays.add(RTT_NS, 20 * ONE_MS, 0);
    delays.add(RTT_NS, 28 * ONE_MS, 100 * ONE_MS);
    assertThat(delays.transitNs()).isEqualTo(21 * ONE_MS);
    delays.add(RTT_NS, 380 * ONE_MS, HOUR_NS);
    assertThat(delays.transitNs()).isEqualTo(380 * ONE_MS);
    assertThat(delays.smallestTransitNs(HOUR_NS)).isEqualTo(380 * ONE_MS);
  }

  @Test
  void byOtherClocksItBeginsAnew() {
    delays.add(RTT_NS, 20 * ONE_MS, 0);
    delays.forgetTransit();
    assertThat(delays.isTransitMeasured()).isFalse();
    assertThat(delays.smallestRttNs(0)).isEqualTo(RTT_NS);
    assertThat(delays.isClockStep(RTT_NS, 5_000 * ONE_MS, ONE_MS)).isFalse();
  }
}
