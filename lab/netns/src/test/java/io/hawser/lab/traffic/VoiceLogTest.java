package io.hawser.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VoiceLogTest {
  private static final long TICK_NS = 1_000_000;

  private final VoiceLog log = new VoiceLog(20 * TICK_NS);

  @Test
  void tellsTheLargestGapLossesAndDelays() {
    for (int i = 0; i < 200; i++) {
      log.sent(i, TICK_NS + i * 20 * TICK_NS);
      if (i < 50 || i >= 60) {
        log.arrived(i, TICK_NS + i * 20 * TICK_NS + 30 * TICK_NS);
      }
    }

    VoiceReport report = log.mark(TICK_NS + 199 * 20 * TICK_NS + 30 * TICK_NS);

    assertThat(report.sent()).isEqualTo(200);
    assertThat(report.lost()).isEqualTo(10);
    assertThat(report.largestGapMs()).isEqualTo(220);
    assertThat(report.delayP99Ms()).isEqualTo(30);
  }

  @Test
  void countsASilenceThatLastsAsAGap() {
    log.sent(0, TICK_NS);
    log.arrived(0, 2 * TICK_NS);

    assertThat(log.mark(1022 * TICK_NS).largestGapMs()).isEqualTo(1000);
  }

  @Test
  void leavesPacketsThatMayStillComeToTheNextInterval() {
    log.sent(0, TICK_NS);
    log.arrived(0, 10 * TICK_NS);
    log.sent(1, 21 * TICK_NS);

    assertThat(log.mark(22 * TICK_NS).sent()).isEqualTo(1);
    log.arrived(1, 40 * TICK_NS);
    assertThat(log.mark(50 * TICK_NS).lost()).isZero();
  }

  @Test
  void countsAPacketThatComesTwiceAsADuplicate() {
    log.sent(0, TICK_NS);
    log.arrived(0, 10 * TICK_NS);
    log.arrived(0, 11 * TICK_NS);

    assertThat(log.mark(12 * TICK_NS).duplicates()).isEqualTo(1);
  }
}
