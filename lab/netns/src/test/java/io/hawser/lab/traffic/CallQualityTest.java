package io.hawser.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CallQualityTest {
  private static final long TICK_NS = 1_000_000;

  /// A call of so many packets, 20 ms on their way; lost are those whose number leaves a rest of
  /// less than `lost` when divided by `of`, from `from` on.
  private static Heard call(int packets, int from, int of, int lost) {
    StreamLog log = new StreamLog();
    for (int i = 0; i < packets; i++) {
      long sentNs = i * 20 * TICK_NS;
      log.sent(i, sentNs, sentNs);
      if (i < from || i % of >= lost) {
        log.arrived(i, sentNs + 20 * TICK_NS);
      }
    }
    return log.heard(0, packets * 20 * TICK_NS);
  }

  @Test
  void scoresAreThoseOfTheStandard() {
    // R = 93.2: the ceiling.
    assertThat(CallQuality.meanOpinionScore(0, 0, 1)).isCloseTo(4.41, within(0.005));
    // R = 93.2 - 0.48.
    assertThat(CallQuality.meanOpinionScore(20, 0, 1)).isCloseTo(4.40, within(0.005));
    // R = 93.2 - 3.6 - 95 * 2 / 27.1 = 82.6.
    assertThat(CallQuality.meanOpinionScore(150, 2, 1)).isCloseTo(4.12, within(0.01));
    assertThat(CallQuality.meanOpinionScore(20, 2, 2))
        .isLessThan(CallQuality.meanOpinionScore(20, 2, 1));
    assertThat(CallQuality.meanOpinionScore(2_000, 100, 1)).isEqualTo(1);
  }

  @Test
  void aCallWithoutTroubleIsAsGoodAsItsDelay() {
    CallQuality quality = CallQuality.of(call(3_000, 3_000, 1, 0));
    assertThat(quality.average()).isEqualTo(CallQuality.meanOpinionScore(20, 0, 1));
    assertThat(quality.worst()).isEqualTo(quality.average());
  }

  @Test
  void theWorstTenSecondsAreThoseOfTheTrouble() {
    // Two of hundred in the second half of a minute.
    CallQuality quality = CallQuality.of(call(3_000, 1_500, 100, 2));
    double good = CallQuality.meanOpinionScore(20, 0, 1);
    double bad = CallQuality.meanOpinionScore(20, 2, 2 * 0.98);
    assertThat(quality.worst()).isCloseTo(bad, within(0.01));
    assertThat(quality.average()).isBetween(bad, good);
  }

  @Test
  void silenceIsTheWorst() {
    assertThat(CallQuality.of(call(3_000, 0, 1, 1)).average()).isEqualTo(1);
  }

  @Test
  void aShortCallIsOneWindow() {
    CallQuality quality = CallQuality.of(call(100, 0, 50, 1));
    assertThat(quality.worst()).isEqualTo(quality.average()).isLessThan(4.4);
  }
}
