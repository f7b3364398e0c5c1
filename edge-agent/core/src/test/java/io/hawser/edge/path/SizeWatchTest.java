package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeWatchTest {
  private static final long ONE_MS = 1_000_000;
  private static final long SECOND_NS = 1_000 * ONE_MS;
  private static final long OVERDUE_NS = 50 * ONE_MS;

  private final SizeWatch watch = new SizeWatch(false, 0);
  private long nowNs;

  @Test
  void asksEachSecondWhileDataFlows() {
    assertThat(watch.isDue(true, SECOND_NS - 1)).isFalse();
    assertThat(watch.isDue(true, SECOND_NS)).isTrue();
    assertThat(watch.isDue(false, SECOND_NS)).isFalse();
    watch.send(SECOND_NS);
    assertThat(watch.isDue(true, 9 * SECOND_NS)).as("one is on its way").isFalse();
  }

  @Test
  void asksSeldomWhereItCosts() {
    SizeWatch metered = new SizeWatch(true, 0);
    assertThat(metered.isDue(true, 10 * SECOND_NS - 1)).isFalse();
    assertThat(metered.isDue(true, 10 * SECOND_NS)).isTrue();
  }

  @Test
  void asksAgainSoonAfterAMissWhetherDataFlowsOrNot() {
    nowNs = SECOND_NS;
    miss();
    assertThat(watch.isDue(false, SECOND_NS + 199 * ONE_MS)).isFalse();
    assertThat(watch.isDue(false, SECOND_NS + 200 * ONE_MS)).isTrue();
  }

  @Test
  void failsAfterFiveInARowAndPassesAfterFive() {
    for (int i = 0; i < SizeWatch.ENOUGH; i++) {
      assertThat(watch.hasMissedEnough()).isFalse();
      miss();
    }
    assertThat(watch.hasMissedEnough()).isTrue();
    watch.fail();
    assertThat(watch.isDue(false, nowNs + SECOND_NS)).isTrue();
    for (int i = 0; i < SizeWatch.ENOUGH; i++) {
      assertThat(watch.fails()).isTrue();
      answer();
    }
    assertThat(watch.fails()).isFalse();
  }

  @Test
  void oneThatPassesEndsTheRow() {
    for (int i = 0; i < 20; i++) {
      miss();
      miss();
      miss();
      miss();
      answer();
    }
    assertThat(watch.hasMissedEnough()).isFalse();
  }

  @Test
  void anAnswerThatIsTooLateOrOfAnotherProbeIsNone() {
    int first = watch.send(0);
    assertThat(watch.onAnswer(first + 1)).isFalse();
    watch.onSmallAnswer(0);
    assertThat(watch.expire(OVERDUE_NS, OVERDUE_NS)).isFalse();
    assertThat(watch.expire(OVERDUE_NS, OVERDUE_NS + 500 * ONE_MS)).isTrue();
    assertThat(watch.onAnswer(first)).isFalse();
    assertThat(watch.missed()).isEqualTo(1);
  }

  @Test
  void whatIsForgivenIsForgotten() {
    miss();
    watch.send(nowNs);
    watch.forgive();
    assertThat(watch.missed()).isZero();
    assertThat(watch.expire(OVERDUE_NS, nowNs + SECOND_NS)).isFalse();
  }

  /// As where one direction is blocked: nothing comes back, of whatever size.
  @Test
  void isNoMissWhereSmallOnesAreNotAnsweredEither() {
    for (int i = 0; i < 10; i++) {
      watch.send(nowNs);
      nowNs += SECOND_NS;
      watch.onSmallAnswer(nowNs - 2 * SECOND_NS);
      assertThat(watch.expire(OVERDUE_NS, nowNs)).isFalse();
    }
    assertThat(watch.missed()).isZero();
  }

  private void miss() {
    watch.send(nowNs);
    watch.onSmallAnswer(nowNs);
    nowNs += OVERDUE_NS + 500 * ONE_MS;
    watch.expire(OVERDUE_NS, nowNs);
  }

  private void answer() {
    assertThat(watch.onAnswer(watch.send(nowNs))).isTrue();
    nowNs += SECOND_NS;
  }
}
