package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.path.ReceiveAccount.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReceiveAccountTest {
  private static final long FEEDBACK_NS = 25_000_000;
  private static final long REORDER_NS = 100_000_000;

  private record Arrival(long counter, long atNs) {}

  private final ReceiveOverflow overflow = new ReceiveOverflow();
  private final ReceiveAccount account = new ReceiveAccount(9, FEEDBACK_NS, REORDER_NS, overflow);

  @Test
  void reportsWhatCameOneIntervalAfterAQuietTime() {
    assertThat(account.nextReportNs()).isEqualTo(Long.MAX_VALUE);
    account.onPacket(0, 100, Kind.DATA, 1_000_000_000);
    assertThat(account.nextReportNs()).isEqualTo(1_025_000_000);
    assertThat(account.isReportDue(1_024_999_999)).isFalse();
    assertThat(account.isReportDue(1_025_000_000)).isTrue();
    ReceiveReport report = account.report(1_025_000_000);
    assertThat(report.feedback()).isEqualTo(new Feedback(9, 0, 1, 0, 0, 0, 0, 100, 1_000_000_000));
    assertThat(report.dataPackets()).isEqualTo(1);
    assertThat(report.lastHeardNs()).isEqualTo(1_000_000_000);
  }

  @Test
  void takesItsTimeWithProbesAloneAndNoneWithWhatIsUrgent() {
    account.onPacket(0, 64, Kind.PROBE, 1_000_000_000);
    assertThat(account.nextReportNs()).isEqualTo(1_400_000_000);
    account.onPacket(1, 64, Kind.SILENT, 1_100_000_000);
    assertThat(account.nextReportNs()).isEqualTo(1_400_000_000);
    account.onPacket(2, 64, Kind.URGENT_PROBE, 1_200_000_000);
    assertThat(account.nextReportNs()).isEqualTo(1_200_000_000);
    assertThat(account.report(1_200_000_000).probes()).isEqualTo(2);
  }

  @Test
  void settlesAfterTheReorderTimeAndThenFallsSilent() {
    account.onPacket(0, 100, Kind.PROBE, 0);
    account.onPacket(2, 100, Kind.SILENT, 1_000_000);
    account.report(25_000_000);
    assertThat(account.nextReportNs()).isEqualTo(125_000_000);
    ReceiveReport report = account.report(125_000_000);
    assertThat(report.feedback().settled()).isEqualTo(3);
    assertThat(report.feedback().missing()).isEqualTo(1);
    assertThat(report.probes()).isEqualTo(1);
    assertThat(account.nextReportNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPacketThatComesLaterThanSettledIsNotLostAfterAll() {
    account.onPacket(0, 100, Kind.DATA, 0);
    account.onPacket(2, 100, Kind.DATA, 0);
    account.report(25_000_000);
    assertThat(account.report(125_000_000).feedback().missing()).isEqualTo(1);
    account.onPacket(1, 100, Kind.DATA, 300_000_000);
    assertThat(account.report(325_000_000).feedback().missing()).isZero();
  }

  /// The count of drops comes with the packet behind the gap.
  @Test
  void whatItsSocketHadNoRoomForIsNotLostOnTheWay() {
    account.onPacket(0, 100, Kind.DATA, 0);
    account.report(25_000_000);
    account.onPacket(11, 100, Kind.DATA, 26_000_000);
    overflow.onDropped(7);
    account.report(50_000_000);
    Feedback feedback = account.report(150_000_000).feedback();
    assertThat(feedback.missing()).isEqualTo(10);
    assertThat(feedback.overflowed()).isEqualTo(7);
  }

  @Test
  void whatWasDroppedBeforeItsLastPacketExcusesNothing() {
    overflow.onDropped(100);
    account.onPacket(0, 100, Kind.DATA, 0);
    account.report(25_000_000);
    account.onPacket(2, 100, Kind.DATA, 26_000_000);
    account.report(50_000_000);
    Feedback feedback = account.report(150_000_000).feedback();
    assertThat(feedback.missing()).isEqualTo(1);
    assertThat(feedback.overflowed()).isZero();
  }

  @Test
  void twoSessionsOfASocketClaimNoMoreThanItDropped() {
    var other = new ReceiveAccount(8, FEEDBACK_NS, REORDER_NS, overflow);
    for (ReceiveAccount each : List.of(account, other)) {
      each.onPacket(0, 100, Kind.DATA, 0);
      each.report(25_000_000);
      each.onPacket(6, 100, Kind.DATA, 26_000_000);
    }
    overflow.onDropped(8);
    account.report(50_000_000);
    other.report(50_000_000);
    assertThat(account.report(150_000_000).feedback().overflowed()).isEqualTo(5);
    assertThat(other.report(150_000_000).feedback().overflowed()).isEqualTo(3);
  }

  @Test
  void whatCameLateAfterAllWasNotDroppedEither() {
    account.onPacket(0, 100, Kind.DATA, 0);
    account.onPacket(3, 100, Kind.DATA, 0);
    overflow.onDropped(2);
    account.report(25_000_000);
    assertThat(account.report(125_000_000).feedback().overflowed()).isEqualTo(2);
    account.onPacket(1, 100, Kind.DATA, 300_000_000);
    Feedback feedback = account.report(325_000_000).feedback();
    assertThat(feedback.missing()).isEqualTo(1);
    assertThat(feedback.overflowed()).isEqualTo(1);
  }

  @Test
  void whatComesBehindTheReplayWindowWasNotLostOnTheWay() {
    account.onPacket(0, 100, Kind.DATA, 0);
    account.onPacket(9_000, 100, Kind.DATA, 1_000_000);
    account.onTooLate(7, 2_000_000);
    account.report(25_000_000);
    assertThat(account.report(125_000_000).feedback().missing()).isEqualTo(8_998);
    account.onTooLate(8, 200_000_000);
    Feedback feedback = account.report(225_000_000).feedback();
    assertThat(feedback.missing()).isEqualTo(8_997);
    assertThat(feedback.received()).isEqualTo(4);
    assertThat(feedback.bytes()).isEqualTo(200);
  }

  @Test
  void countsAsANaiveModelDoesUnderLossAndReordering() {
    for (int seed = 1; seed <= 20; seed++) {
      var random = new SplittableRandom(seed);
      List<Arrival> arrivals = new ArrayList<>();
      for (long counter = 0; counter < 5_000; counter++) {
        if (random.nextInt(100) >= 5) {
          long heldBackNs = random.nextInt(10) < 3 ? random.nextLong(140_000_000) : 0;
          arrivals.add(new Arrival(counter, counter * 1_000_000 + heldBackNs));
        }
      }
      arrivals.sort(Comparator.comparingLong(Arrival::atNs));
      compareWithModel(arrivals, seed);
    }
  }

  private static void compareWithModel(List<Arrival> arrivals, int seed) {
    var account = new ReceiveAccount(1, FEEDBACK_NS, REORDER_NS, new ReceiveOverflow());
    var seen = new TreeSet<Long>();
    for (Arrival arrival : arrivals) {
      account.onPacket(arrival.counter, 64, Kind.DATA, arrival.atNs);
      seen.add(arrival.counter);
      if (account.isReportDue(arrival.atNs)) {
        Feedback feedback = account.report(arrival.atNs).feedback();
        assertThat(feedback.highestCounter()).as("seed %d", seed).isEqualTo(seen.getLast());
        assertThat(feedback.received()).as("seed %d", seed).isEqualTo(seen.size());
        assertThat(feedback.settledReceived())
            .as("seed %d", seed)
            .isEqualTo(seen.headSet(feedback.settled()).size());
      }
    }
    assertThat(account.received()).isEqualTo(arrivals.size());
  }
}
