package io.hawser.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.hawser.lab.traffic.Heard.Outage;
import org.junit.jupiter.api.Test;

class StreamLogTest {
  private static final long TICK_NS = 1_000_000;
  private static final long START_NS = nearOverflowNs();

  private static long nearOverflowNs() {
    return Long.MAX_VALUE - 500 * TICK_NS;
  }

  /// 50 packets a second, 20 ms on their way, of which those from `firstLost` to `lastLost` are
  /// lost.
  private static StreamLog call(int packets, int firstLost, int lastLost) {
    StreamLog log = new StreamLog();
    for (int i = 0; i < packets; i++) {
      long sentNs = START_NS + i * 20 * TICK_NS;
      log.sent(i, sentNs, sentNs);
      if (i < firstLost || i > lastLost) {
        log.arrived(i, sentNs + 20 * TICK_NS);
      }
    }
    return log;
  }

  private static Heard all(StreamLog log) {
    return log.heard(START_NS, START_NS + 3_600_000 * TICK_NS);
  }

  @Test
  void aGapIsTheTimeBetweenTwoArrivalsAcrossTheOverflowOfTheClock() {
    Heard heard = all(call(1_000, 100, 106));
    assertThat(heard.largestGapMs()).isEqualTo(160);
    assertThat(heard.lost()).isEqualTo(7);
    assertThat(heard.sent()).isEqualTo(1_000);
  }

  @Test
  void outagesTellWhatWasMissingInARowAndWhatOfItWasLate() {
    StreamLog log = call(200, 100, 109);
    log.arrived(105, START_NS + 105 * 20 * TICK_NS + 151 * TICK_NS);
    log.arrived(108, START_NS + 108 * 20 * TICK_NS + 149 * TICK_NS);
    assertThat(all(log).outages())
        .containsExactly(new Outage(2_000, 8, 1), new Outage(2_180, 1, 0));
    assertThat(all(call(100, 98, 99)).outages()).containsExactly(new Outage(1_960, 2, 0));
  }

  @Test
  void aGapThatLastsIsCountedUntilTheLastPacketSent() {
    assertThat(all(call(100, 50, 99)).largestGapMs()).isCloseTo(980, within(20.0));
  }

  @Test
  void silenceFromTheStartIsTheWholeInterval() {
    assertThat(all(call(100, 0, 99)).largestGapMs()).isEqualTo(99 * 20);
  }

  @Test
  void aPacketSentAgainClosesTheGapWhenItComesButMayBeTooLateToBeHeard() {
    StreamLog log = call(200, 100, 109);
    for (int i = 100; i < 110; i++) {
      // All at once, 220 ms after the first of them was sent.
      log.arrived(i, START_NS + 100 * 20 * TICK_NS + 220 * TICK_NS);
    }
    Heard heard = all(log);
    assertThat(heard.lost()).isZero();
    // Sent 220 to 40 ms before: the first four are too late.
    assertThat(heard.missing()).isEqualTo(4);
    assertThat(heard.largestGapMs()).isEqualTo(220);
  }

  @Test
  void copiesAreCountedAndTheFirstOneIsWhatIsHeard() {
    StreamLog log = call(10, 10, 10);
    log.arrived(3, START_NS + 500 * TICK_NS);
    Heard heard = all(log);
    assertThat(heard.duplicates()).isOne();
    assertThat(heard.missing()).isZero();
  }

  @Test
  void onlyPacketsSentInTheIntervalCount() {
    StreamLog log = call(20_000, 10_000, 10_000);
    Heard heard = log.heard(START_NS + 9_990 * 20 * TICK_NS, START_NS + 10_010 * 20 * TICK_NS);
    assertThat(heard.sent()).isEqualTo(20);
    assertThat(heard.lost()).isOne();
  }

  @Test
  void whatWasOnItsWayIsToldFromWhatWasSentSince() {
    StreamLog log = call(100, 50, 59);
    long sinceNs = START_NS + 49 * 20 * TICK_NS + 10 * TICK_NS;
    assertThat(log.firstArrivalAfterNs(sinceNs)).isEqualTo(START_NS + 50 * 20 * TICK_NS);
    assertThat(log.firstArrivalOfSentAfterNs(sinceNs)).isEqualTo(START_NS + 61 * 20 * TICK_NS);
    assertThat(log.firstArrivalOfSentAfterNs(START_NS + 100 * 20 * TICK_NS)).isEqualTo(Heard.NEVER);
  }

  @Test
  void aStepOfDelayIsTakenBetweenPacketsOfTheWantedDistance() {
    StreamLog log = new StreamLog();
    for (int i = 0; i < 100; i++) {
      long sentNs = i * 20 * TICK_NS;
      log.sent(i, sentNs, sentNs);
      // Every fifth packet comes 3 ms later or earlier than the fifth before; the others are wild.
      log.arrived(i, sentNs + (i % 5 == 0 ? (i / 5 % 2) * 3 : 40) * TICK_NS);
    }
    assertThat(log.heard(0, 3_600_000 * TICK_NS).meanDelayStepMs(100)).isEqualTo(3);
  }

  @Test
  void theLastQuarterOfAnHourIsRemembered() {
    StreamLog log = new StreamLog();
    int packets = 1_200_000;
    for (int i = 0; i < packets; i++) {
      log.sent(i, i * TICK_NS, i * TICK_NS);
      log.arrived(i, (i + 20) * TICK_NS);
    }
    long endNs = packets * TICK_NS;
    Heard heard = log.heard(endNs - 900_000 * TICK_NS, endNs);
    assertThat(heard.sent()).isEqualTo(900_000);
    assertThat(heard.lost()).isZero();
    log.arrived(5, endNs);
    assertThat(log.heard(endNs - 1_000 * TICK_NS, endNs).duplicates()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> log.heard(0, endNs))
        .withMessageContaining("forgotten (expected:");
  }
}
