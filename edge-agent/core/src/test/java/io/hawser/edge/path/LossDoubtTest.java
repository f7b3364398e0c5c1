package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossDoubtTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long STEP_NS = 250_000_000L;
  private static final int PATH = 3;
  private static final long NO_JITTER_NS = 0;

  private final Told told = new Told();
  private final LossDoubt doubt = new LossDoubt(told, PATH);
  private long nowNs = 1_000 * SECOND_NS;

  /// Two calls' packets: 100 a second.
  private void run(int seconds, int lostPerThousand, long transitNs, long jitterNs) {
    for (int step = 0; step < 4 * seconds; step++) {
      nowNs += STEP_NS;
      // Losses come at even spaces, so that nothing here is chance.
      long before = (long) step * 25 * lostPerThousand / 1_000;
      long after = (long) (step + 1) * 25 * lostPerThousand / 1_000;
      doubt.onCounted(25, after - before, nowNs);
      // A probe each 83 ms.
      for (int probe = 0; probe < 3; probe++) {
        doubt.onTransit(transitNs, nowNs);
      }
      doubt.judge(true, jitterNs, nowNs);
    }
  }

  private void run(int seconds, int lostPerThousand) {
    run(seconds, lostPerThousand, 20_000_000, NO_JITTER_NS);
  }

  @Test
  void trustsAPathThatLosesOneInAThousand() {
    run(600, 1);

    assertThat(told.grades).isEmpty();
  }

  @Test
  void trustsAPathJustBelowTheLimit() {
    run(600, 4);

    assertThat(told.grades).isEmpty();
  }

  @Test
  void beginsWithinSecondsAtTenPercent() {
    run(2, 100);

    assertThat(told.grades).isNotEmpty();
    assertThat(told.grades.getLast()).isEqualTo(LossDoubt.grade(100_000));
  }

  @Test
  void beginsWithinHalfAMinuteAtTwoPercent() {
    run(30, 20);

    assertThat(told.grades).isNotEmpty().doesNotContain(0);
  }

  @Test
  void doesNotTakeASingleLossForARate() {
    run(60, 0);
    doubt.onCounted(1, 1, nowNs);
    run(60, 0);

    assertThat(told.grades).isEmpty();
  }

  @Test
  void lastsLongBeyondItsReason() {
    run(30, 20);
    run(25, 0);
    assertThat(told.grades).doesNotContain(0);

    run(15, 0);

    assertThat(told.grades).endsWith(0);
  }

  @Test
  void staysWhileHalfTheLimitIsLost() {
    run(30, 20);
    run(600, 3);

    assertThat(told.grades).doesNotContain(0);
  }

  @Test
  void endsWithItsPath() {
    run(30, 20);
    doubt.judge(false, NO_JITTER_NS, nowNs + STEP_NS);

    assertThat(told.grades).endsWith(0);
    run(5, 0);
    assertThat(told.grades).endsWith(0);
  }

  @Test
  void isCrowdedWhereLossComesWithAQueue() {
    run(30, 0);
    run(5, 50, 90_000_000, NO_JITTER_NS);
    assertThat(told.crowded).endsWith(true);

    // Its queue is gone with the copies, and they do not come back at once.
    run(50, 20);
    assertThat(told.crowded).endsWith(true);

    run(30, 20);
    assertThat(told.crowded).endsWith(false);
  }

  @Test
  void isNotCrowdedByLossOrDelayAlone() {
    run(30, 20);
    run(15, 0);
    run(10, 0, 90_000_000, NO_JITTER_NS);
    run(60, 20);

    assertThat(told.crowded).isNotEmpty().doesNotContain(true);
  }

  @Test
  void isNotCrowdedByWhatItsJitterAloneMayDo() {
    run(30, 20, 20_000_000, 30_000_000);
    run(30, 20, 105_000_000, 30_000_000);

    assertThat(told.crowded).isNotEmpty().doesNotContain(true);
  }

  /// Before anything is lost, and no longer than it lasts.
  @Test
  void tellsAQueueOfThisMoment() {
    run(30, 0);
    assertThat(doubt.isQueueing(NO_JITTER_NS, nowNs)).isFalse();
    probes(5, 90_000_000);
    assertThat(doubt.isQueueing(NO_JITTER_NS, nowNs)).isTrue();
    assertThat(doubt.isQueueing(30_000_000, nowNs)).as("as its jitter may do").isFalse();
    probes(1, 20_000_000);
    assertThat(doubt.isQueueing(NO_JITTER_NS, nowNs)).isFalse();
    probes(5, 35_000_000);
    assertThat(doubt.isQueueing(NO_JITTER_NS, nowNs)).as("15 ms").isFalse();
    run(5, 50, 90_000_000, NO_JITTER_NS);
    probes(5, 20_000_000);
    assertThat(doubt.isQueueing(NO_JITTER_NS, nowNs)).as("lost by a queue lately").isTrue();
  }

  /// Each 100 ms.
  private void probes(int count, long transitNs) {
    for (int probe = 0; probe < count; probe++) {
      nowNs += 100_000_000;
      doubt.onTransit(transitNs, nowNs);
    }
  }

  @Test
  void bearsSilenceLongerOnlyWhereLossIsAHabit() {
    doubt.onCounted(100, 50, nowNs);
    doubt.judge(true, 0, nowNs);
    assertThat(told.grades).as("lossy").isNotEmpty();
    assertThat(doubt.suspicionPatienceNs()).as("after one stall").isZero();
    for (int i = 0; i < 10; i++) {
      nowNs += SECOND_NS / 2;
      doubt.onCounted(50, 2, nowNs);
      doubt.judge(true, 0, nowNs);
    }
    assertThat(doubt.suspicionPatienceNs()).as("again and again").isEqualTo(200_000_000L);
    doubt.end();
    assertThat(doubt.suspicionPatienceNs()).isZero();
  }

  @Test
  void gradesByDoublings() {
    assertThat(LossDoubt.grade(0)).isEqualTo(1);
    assertThat(LossDoubt.grade(4_999)).isEqualTo(1);
    assertThat(LossDoubt.grade(5_000)).isEqualTo(2);
    assertThat(LossDoubt.grade(19_999)).isEqualTo(3);
    assertThat(LossDoubt.grade(20_000)).isEqualTo(4);
    assertThat(LossDoubt.grade(1_000_000)).isEqualTo(9);
  }

  private static final class Told implements PathOutput {
    final List<Integer> grades = new ArrayList<>();
    final List<Boolean> crowded = new ArrayList<>();

    @Override
    public void onWorse(int path) {}

    @Override
    public void onDelivery(int path, Delivery delivery, long nowNs) {}

    @Override
    public void onTransit(int path, long transitNs, long sentNs, long nowNs) {}

    @Override
    public void onClockStep(int path) {}

    @Override
    public void onSettled(int path, long expected, long missing, long nowNs) {}

    @Override
    public void renewKeys(int path) {}

    @Override
    public void onLossDoubt(int path, int grade, boolean isCrowded) {
      assertThat(path).isEqualTo(PATH);
      grades.add(grade);
      crowded.add(isCrowded);
    }

    @Override
    public void sendProbe(int path, int sequence, boolean urgent) {}

    @Override
    public int sendFullSizedProbe(int path, int sequence) {
      throw new AssertionError("full-sized probe (expected: none)");
    }

    @Override
    public void sendFeedback(int path, Feedback feedback) {}

    @Override
    public void sendGaps(int path, Gaps gaps) {}

    @Override
    public void sendWithdrawal(int path, int session) {}

    @Override
    public void onDoubt(int path, boolean doubted, boolean lasting, int session, long reported) {}

    @Override
    public void onLeft(int path, int session, long reported) {}

    @Override
    public void onChange(PathChange change) {}

    @Override
    public void onPeerAway(String peer, boolean away, long atNs) {}
  }
}
