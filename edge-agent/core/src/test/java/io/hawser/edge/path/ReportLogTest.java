package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.probe.Measure;
import io.hawser.probe.report.DelayHistogram;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReportLogTest {
  private static final long ONE_MS = 1_000_000;
  private static final long PROBE_NS = 100 * ONE_MS;
  private static final PacketCount NOTHING = new PacketCount(0, 0);

  private final ReportLog log = new ReportLog(0);
  private final DelayHistogram scratch = new DelayHistogram();
  private int sequence = 1_000;
  private long nowNs;

  @Test
  void tellsWhichRoundTripMostAnswersKeep() {
    for (int i = 1; i <= 100; i++) {
      answer(i * ONE_MS, 0, 0);
    }
    PathReport report = close(NOTHING, NOTHING, 0);
    assertThat(report.answers()).isEqualTo(100);
    assertThat(report.lengthNs()).isEqualTo(100 * PROBE_NS);
    assertThat(report.rttP50Ns()).isCloseTo(50 * ONE_MS, within(ONE_MS / 10));
    assertThat(report.rttP95Ns()).isCloseTo(95 * ONE_MS, within(ONE_MS / 10));
    assertThat(report.rttP99Ns()).isCloseTo(99 * ONE_MS, within(ONE_MS / 10));
    assertThat(report.rttMaxNs()).isEqualTo(100 * ONE_MS);
  }

  /// The offset of the clocks is an hour, and they drift apart by 100 ppm.
  @Test
  void tellsHowMuchEachDirectionVariesWhateverTheClocks() {
    for (int i = 0; i < 600; i++) {
      long offsetNs = 3_600_000_000_000L + nowNs / 10_000;
      answer(40 * ONE_MS, offsetNs + (i % 100) * ONE_MS / 10, -offsetNs + (i % 2) * 3 * ONE_MS);
    }
    PathReport report = close(NOTHING, NOTHING, 0);
    assertThat(report.outbound().variationP50Ns()).isCloseTo(5 * ONE_MS, within(ONE_MS));
    assertThat(report.outbound().variationP99Ns()).isCloseTo(10 * ONE_MS, within(ONE_MS));
    assertThat(report.inbound().variationP99Ns()).isCloseTo(3 * ONE_MS, within(ONE_MS));
  }

  @Test
  void tellsHowManyProbesAreMissedOneAfterTheOther() {
    for (int i = 0; i < 100; i++) {
      if (i == 10 || (i >= 40 && i < 43)) {
        miss();
      } else {
        answer(ONE_MS, 0, 0);
      }
    }
    // These may still be answered.
    miss();
    miss();
    PathReport report = close(NOTHING, NOTHING, 2);
    assertThat(report.missed()).isEqualTo(4);
    assertThat(report.missedInRow()).isEqualTo(2);
    assertThat(report.mostMissedInRow()).isEqualTo(3);
  }

  @Test
  void lossIsThatOfAllPacketsOfTheInterval() {
    answer(ONE_MS, 0, 0);
    close(new PacketCount(1_000, 500), NOTHING, 0);
    answer(ONE_MS, 0, 0);
    PathReport report = close(new PacketCount(2_000, 520), new PacketCount(100, 1), 0);
    assertThat(report.outbound().lossPpm()).isEqualTo(20_000);
    assertThat(report.inbound().lossPpm()).isEqualTo(10_000);
    PathReport idle = close(new PacketCount(2_000, 520), new PacketCount(100, 1), 0);
    assertThat(idle.outbound().lossPpm()).isEqualTo(Measure.UNMEASURED);
  }

  @Test
  void aCallIsJudgedInEachDirection() {
    for (int i = 0; i < 100; i++) {
      answer(40 * ONE_MS, 0, 0);
    }
    PathReport report = close(new PacketCount(1_000, 0), new PacketCount(1_000, 50), 0);
    assertThat(report.outbound().opinionScore()).isCloseTo(4.4, within(0.05));
    assertThat(report.inbound().opinionScore()).isBetween(3.0, 4.0);
  }

  @Test
  void whatWasMeasuredByAnotherClockIsForgotten() {
    answer(40 * ONE_MS, 7_000_000 * ONE_MS, 0);
    log.forgetTransit();
    answer(40 * ONE_MS, 5 * ONE_MS, 0);
    answer(40 * ONE_MS, 6 * ONE_MS, 0);
    PathReport report = close(NOTHING, NOTHING, 0);
    assertThat(report.answers()).isEqualTo(3);
    assertThat(report.outbound().variationP99Ns()).isCloseTo(ONE_MS, within(ONE_MS / 10));
  }

  @Test
  void aPathWithoutAnAnswerIsReportedAsSuch() {
    for (int i = 0; i < 5; i++) {
      miss();
    }
    PathReport report = close(NOTHING, NOTHING, 0);
    assertThat(report.answers()).isZero();
    assertThat(report.rttP99Ns()).isEqualTo(Measure.UNMEASURED);
    assertThat(report.outbound().variationP99Ns()).isEqualTo(Measure.UNMEASURED);
    assertThat(report.outbound().opinionScore()).isEqualTo(Measure.UNMEASURED);
    assertThat(report.mostMissedInRow()).isEqualTo(5);
  }

  @Test
  void theFirstReportComesSooner() {
    assertThat(log.latest()).isNull();
    assertThat(log.isDue(ReportLog.FIRST_LENGTH_NS)).isTrue();
    nowNs = ReportLog.FIRST_LENGTH_NS;
    close(NOTHING, NOTHING, 0);
    assertThat(log.isDue(nowNs + ReportLog.FIRST_LENGTH_NS)).isFalse();
    assertThat(log.isDue(nowNs + ReportLog.LENGTH_NS)).isTrue();
  }

  @Test
  void noMoreIsKeptThanAMinuteOfProbes() {
    for (int i = 0; i < 10_000; i++) {
      answer((i < 1_500 ? 1 : 1_000) * ONE_MS, 0, 0);
    }
    PathReport report = close(NOTHING, NOTHING, 0);
    assertThat(report.answers()).isEqualTo(1_500);
    assertThat(report.rttMaxNs()).isEqualTo(ONE_MS);
    assertThat(report.missed()).isZero();
  }

  private void answer(long rttNs, long outTransitNs, long inTransitNs) {
    log.onProbe(sequence);
    log.onAnswer(sequence++);
    log.onMeasured(rttNs, outTransitNs, inTransitNs, nowNs);
    nowNs += PROBE_NS;
  }

  private void miss() {
    log.onProbe(sequence++);
    nowNs += PROBE_NS;
  }

  private PathReport close(PacketCount sent, PacketCount received, int recent) {
    log.close(sent, received, recent, 20 * ONE_MS, 20 * ONE_MS, scratch, nowNs);
    return Objects.requireNonNull(log.latest());
  }
}
