package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.Gaps;
import org.junit.jupiter.api.Test;

class GapNoticeTest {
  private static final long ONE_MS = 1_000_000;

  private final GapNotice notice = new GapNotice();

  @Test
  void saysNothingWhileAllLeaves() {
    sent(7, 100, 0, SendReport.NONE);
    assertThat(notice.take(0)).isNull();
  }

  @Test
  void saysItThreeTimesWithTheLatestNumbers() {
    sent(7, 100, 3, SendReport.NONE);
    assertThat(notice.take(0)).isEqualTo(new Gaps(7, 100, 3, Gaps.NONE));
    assertThat(notice.take(49 * ONE_MS)).isNull();
    sent(7, 200, 2, SendReport.NONE);
    assertThat(notice.take(50 * ONE_MS)).isEqualTo(new Gaps(7, 200, 5, Gaps.NONE));
    assertThat(notice.take(100 * ONE_MS)).isNotNull();
    assertThat(notice.take(150 * ONE_MS)).isNotNull();
    assertThat(notice.take(200 * ONE_MS)).isNull();
  }

  @Test
  void thatItWasRefusedItselfIsNoReasonForAnother() {
    sent(7, 100, 3, SendReport.NONE);
    for (int i = 0; i < 3; i++) {
      assertThat(notice.take(i * 50 * ONE_MS)).isNotNull();
      sent(7, 101 + i, 1, SendReport.NONE);
    }
    assertThat(notice.take(150 * ONE_MS)).isNull();
    sent(7, 200, 1, SendReport.NONE);
    assertThat(notice.take(200 * ONE_MS)).isEqualTo(new Gaps(7, 200, 7, Gaps.NONE));
  }

  @Test
  void namesAProbeOnceItIsMissed() {
    sent(7, 100, 0, 99);
    assertThat(notice.take(0)).isNull();
    notice.onProbeMissed();
    assertThat(notice.take(0)).isEqualTo(new Gaps(7, 100, 0, 99));
  }

  @Test
  void beginsAnewWithASession() {
    sent(7, 100, 3, 99);
    sent(8, 5, 0, SendReport.NONE);
    notice.onProbeMissed();
    assertThat(notice.take(0)).isNull();
    sent(8, 9, 1, SendReport.NONE);
    assertThat(notice.take(0)).isEqualTo(new Gaps(8, 9, 1, Gaps.NONE));
  }

  private void sent(int session, long highest, long refused, long fullSized) {
    notice.onSent(new SendReport(0, session, highest, 0, 0, fullSized, 0, 0), refused);
  }
}
