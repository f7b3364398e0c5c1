package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import org.junit.jupiter.api.Test;

/// The small books that a path keeps: beats, probes and counters.
class AccountsTest {
  private static final long ONE_MS = 1_000_000;

  @Test
  void anAcknowledgementCoversAllBeatsBeforeIt() {
    var beats = new BeatLog();
    for (long i = 0; i < 5; i++) {
      beats.add(i * 100 * ONE_MS);
    }
    beats.acknowledge(200 * ONE_MS);
    assertThat(beats.firstNs()).isEqualTo(300 * ONE_MS);
    assertThat(beats.sentBy(350 * ONE_MS)).isEqualTo(1);
    beats.acknowledge(400 * ONE_MS);
    assertThat(beats.isEmpty()).isTrue();
  }

  @Test
  void beatsThatAreCloseAreOneAndThereAreNeverTooMany() {
    var beats = new BeatLog();
    for (long i = 0; i < 10_000; i++) {
      beats.add(i * ONE_MS);
    }
    assertThat(beats.sentBy(19 * ONE_MS)).isEqualTo(1);
    assertThat(beats.sentBy(20 * ONE_MS)).isEqualTo(2);
    assertThat(beats.sentBy(10_000 * ONE_MS)).isEqualTo(64);
    beats.acknowledge(ONE_MS);
    assertThat(beats.firstNs()).isEqualTo(10 * ONE_MS);
  }

  @Test
  void feedbackCoversTheBeatsOfItsOwnSession() {
    var beats = new BeatLog();
    beats.add(0, 7, 10);
    beats.add(100 * ONE_MS, 7, 20);
    beats.add(200 * ONE_MS, 8, 5);
    assertThat(beats.coveredNs(7, 19)).isZero();
    assertThat(beats.coveredNs(7, 20)).isEqualTo(100 * ONE_MS);
    assertThat(beats.coveredNs(8, 4)).isEqualTo(Long.MIN_VALUE);
    assertThat(beats.coveredNs(9, 1_000)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aProbeLearnsItsCounterFromTheNextSendReport() {
    var beats = new BeatLog();
    beats.add(0, 7, 10);
    beats.add(100 * ONE_MS);
    beats.add(200 * ONE_MS);
    beats.assign(150 * ONE_MS, 7, 11);
    assertThat(beats.coveredNs(7, 11)).isEqualTo(100 * ONE_MS);
    beats.assign(210 * ONE_MS, 7, 12);
    assertThat(beats.coveredNs(7, 11)).isEqualTo(100 * ONE_MS);
    assertThat(beats.coveredNs(7, 12)).isEqualTo(200 * ONE_MS);
  }

  @Test
  void aProbeIsAnsweredOnce() {
    var probes = new ProbeLog();
    int first = probes.add(5);
    int second = probes.add(6);
    assertThat(probes.take(second)).isEqualTo(6);
    assertThat(probes.take(second)).isEqualTo(ProbeLog.NOT_OUTSTANDING);
    assertThat(probes.take(first)).isEqualTo(5);
    assertThat(probes.take(second + 1)).isEqualTo(ProbeLog.NOT_OUTSTANDING);
    int third = probes.add(7);
    for (int i = 0; i < 64; i++) {
      probes.add(8);
    }
    assertThat(probes.take(third)).isEqualTo(ProbeLog.NOT_OUTSTANDING);
  }

  @Test
  void sessionsAreCountedApartAndStaleReportsAreIgnored() {
    var account = new CounterAccount();
    assertThat(account.take(report(1, 10, 10, 10))).isFalse();
    account.open(1);
    assertThat(account.take(report(1, 95, 90, 80))).isTrue();
    assertThat(account.newlyExpected()).isEqualTo(90);
    assertThat(account.newlyMissing()).isEqualTo(10);
    assertThat(account.take(report(1, 60, 50, 50))).isFalse();
    account.open(2);
    assertThat(account.take(report(2, 5, 5, 5))).isTrue();
    assertThat(account.newlyExpected()).isEqualTo(5);
    // Two of the missing came late.
    assertThat(account.take(report(1, 110, 100, 92))).isTrue();
    assertThat(account.newlyExpected()).isEqualTo(10);
    assertThat(account.newlyMissing()).isEqualTo(-2);
    for (int index = 3; index <= 6; index++) {
      account.open(index);
    }
    assertThat(account.isOpen(1)).isFalse();
    assertThat(account.isOpen(6)).isTrue();
  }

  @Test
  void theSumIsOverAllSessionsAndWithoutWhatTheSenderRefused() {
    var account = new CounterAccount();
    account.open(1);
    account.take(report(1, 95, 90, 80));
    account.open(2);
    account.onSent(2, 19, 5);
    // Three of the five, then the other two with one that the network lost, which comes late.
    account.take(report(2, 7, 10, 7));
    assertThat(account.inAll()).isEqualTo(new PacketCount(97, 10));
    account.take(report(2, 17, 20, 14));
    assertThat(account.inAll()).isEqualTo(new PacketCount(105, 11));
    account.take(report(2, 18, 20, 15));
    assertThat(account.inAll()).isEqualTo(new PacketCount(105, 10));
    // A stale one.
    account.take(report(2, 7, 10, 7));
    assertThat(account.inAll()).isEqualTo(new PacketCount(105, 10));
  }

  /// As at the end of an outage. A report is of one or the other: what begins before is not judged.
  @Test
  void whatWasSentBeforeIsForgivenWheneverItIsReported() {
    var account = new CounterAccount();
    account.open(1);
    account.onSent(1, 99, 0);
    account.take(report(1, 60, 60, 60));
    assertThat(account.isJudged()).isTrue();
    account.forgiveSent();
    account.take(report(1, 70, 90, 70));
    assertThat(account.isJudged()).isFalse();
    account.take(report(1, 90, 120, 90));
    assertThat(account.isJudged()).as("from 90 on").isFalse();
    account.take(report(1, 100, 130, 100));
    assertThat(account.isJudged()).isTrue();
    assertThat(account.inAll()).isEqualTo(new PacketCount(130, 30));
    account.open(2);
    account.take(report(2, 10, 10, 10));
    assertThat(account.isJudged()).as("of another session").isTrue();
  }

  @Test
  void whatWasRefusedTooOftenHidesNoLaterLoss() {
    var account = new CounterAccount();
    account.open(1);
    account.onSent(1, 99, 5);
    account.take(report(1, 98, 100, 98));
    assertThat(account.inAll()).isEqualTo(new PacketCount(98, 0));
    account.onSent(1, 199, 0);
    account.take(report(1, 190, 200, 190));
    assertThat(account.inAll()).isEqualTo(new PacketCount(198, 8));
  }

  /// A refusal is known a moment after its counter was used.
  @Test
  void aRefusalMayBeOfWhatWasSentBeforeTheLastWord() {
    var account = new CounterAccount();
    account.open(1);
    account.onSent(1, 49, 0);
    account.onSent(1, 99, 0);
    account.onSent(1, 149, 3);
    account.take(report(1, 49, 50, 48));
    assertThat(account.inAll())
        .as("of what was sent long before")
        .isEqualTo(new PacketCount(50, 2));
    account.take(report(1, 97, 100, 97));
    assertThat(account.inAll()).isEqualTo(new PacketCount(99, 2));
    account.take(report(1, 145, 150, 145));
    assertThat(account.inAll()).isEqualTo(new PacketCount(147, 2));
  }

  @Test
  void aNamedCounterExcusesItselfAlone() {
    var account = new CounterAccount();
    account.open(1);
    account.excuse(1, 50);
    account.take(report(1, 48, 50, 48));
    assertThat(account.inAll()).as("below it").isEqualTo(new PacketCount(50, 2));
    account.take(report(1, 97, 100, 97));
    assertThat(account.inAll()).isEqualTo(new PacketCount(99, 2));
    account.excuse(1, 120);
    account.withdrawExcuse();
    account.take(report(1, 146, 150, 146));
    assertThat(account.inAll()).as("of one that was answered").isEqualTo(new PacketCount(149, 3));
    account.excuse(1, 160);
    account.take(report(1, 196, 200, 196));
    account.take(report(1, 245, 250, 245));
    assertThat(account.inAll()).as("of one that came").isEqualTo(new PacketCount(249, 4));
  }

  @Test
  void whatTheSenderTellsTooLateTakesTheLossBack() {
    var account = new CounterAccount();
    account.open(1);
    account.take(report(1, 90, 100, 90));
    assertThat(account.inAll()).isEqualTo(new PacketCount(100, 10));
    account.onTold(new Gaps(1, 120, 7, Gaps.NONE));
    account.take(report(1, 108, 120, 108));
    assertThat(account.inAll()).as("two are new").isEqualTo(new PacketCount(118, 10));
    account.take(report(1, 128, 140, 128));
    assertThat(account.newlyExpected()).isEqualTo(20 - 5);
    assertThat(account.newlyMissing()).isEqualTo(-5);
    assertThat(account.inAll()).isEqualTo(new PacketCount(133, 5));
  }

  @Test
  void whatTheSenderTellsAgainCountsOnce() {
    var account = new CounterAccount();
    account.open(1);
    for (int i = 0; i < 3; i++) {
      account.onTold(new Gaps(1, 50 + i, 4, 20));
    }
    account.take(report(1, 90, 100, 90));
    account.take(report(1, 190, 200, 190));
    assertThat(account.inAll()).isEqualTo(new PacketCount(195, 5));
    account.onTold(new Gaps(1, 210, 4, 150));
    account.take(report(1, 200, 210, 200));
    assertThat(account.inAll()).isEqualTo(new PacketCount(204, 4));
    account.onTold(new Gaps(2, 210, 9, 9));
    assertThat(account.isOpen(2)).as("a session of which nothing came").isFalse();
  }

  @Test
  void excusesWithoutEndTakeNoRoomWithoutEnd() {
    var account = new CounterAccount();
    account.open(1);
    for (int i = 0; i < 1_000; i++) {
      account.onSent(1, 10 * i + 9, 2);
    }
    account.take(report(1, 8_000, 10_000, 8_000));
    assertThat(account.inAll()).isEqualTo(new PacketCount(8_000, 0));
  }

  @Test
  void whatTheReceiverDroppedItselfIsExpectedAndNotMissing() {
    var account = new CounterAccount();
    account.open(1);
    account.take(new Feedback(1, 1_000, 90, 100, 90, 7, 0, 0, 0));
    assertThat(account.inAll()).isEqualTo(new PacketCount(100, 3));
    // One of them came late after all.
    account.take(new Feedback(1, 1_000, 91, 100, 91, 7, 0, 0, 0));
    assertThat(account.inAll()).isEqualTo(new PacketCount(100, 2));
    account.take(new Feedback(1, 1_000, 95, 100, 95, 5, 0, 0, 0));
    assertThat(account.inAll()).isEqualTo(new PacketCount(100, 0));
  }

  private static Feedback report(int index, long received, long settled, long settledReceived) {
    return new Feedback(index, 1_000, received, settled, settledReceived, 0, 0, 0, 0);
  }

  /// Rows in which some are excused, or lost in the receiver's own buffer, tell nothing of the
  /// path.
  @Test
  void burstsAreToldWhereAllThatIsMissingIsLost() {
    var account = new CounterAccount();
    account.open(1);
    account.take(new Feedback(1, 1_000, 94, 100, 94, 0, 3, 0, 0));
    assertThat(account.newBursts()).isEqualTo(3);
    account.take(new Feedback(1, 1_000, 194, 200, 194, 0, 3, 0, 0));
    assertThat(account.newBursts()).as("none is missing").isZero();
    account.take(new Feedback(1, 1_000, 284, 300, 284, 4, 5, 0, 0));
    assertThat(account.newBursts()).as("4 overflowed").isZero();
    account.onSent(1, 399, 2);
    account.take(new Feedback(1, 1_000, 380, 400, 380, 4, 6, 0, 0));
    assertThat(account.newBursts()).as("2 were refused").isZero();
    account.take(new Feedback(1, 1_000, 478, 500, 478, 4, 7, 0, 0));
    assertThat(account.newlyMissing()).isEqualTo(2);
    assertThat(account.newBursts()).isEqualTo(1);
    account.take(new Feedback(1, 1_000, 576, 600, 576, 4, 0, 0, 0));
    assertThat(account.newBursts()).as("of a peer that does not say").isZero();
  }
}
