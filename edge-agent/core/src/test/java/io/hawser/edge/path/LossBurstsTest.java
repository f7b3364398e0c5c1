package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossBurstsTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final LossBursts bursts = new LossBursts();

  @Test
  void isWhatIsUsualWhereNothingIsKnown() {
    assertThat(bursts.mean(0)).isEqualTo(LossBursts.USUAL);
    bursts.add(500, 0, SECOND_NS);
    assertThat(bursts.mean(SECOND_NS)).isEqualTo(LossBursts.USUAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void isWhatIsMeasuredAfterSomeSeconds(int length) {
    for (int second = 1; second <= 20; second++) {
      bursts.add(3L * length, 3, second * SECOND_NS);
    }
    assertThat(bursts.mean(20 * SECOND_NS)).isCloseTo(length, within(0.07 * length));
  }

  @Test
  void saysLittleByOneBurst() {
    bursts.add(40, 1, SECOND_NS);
    assertThat(bursts.mean(SECOND_NS)).isLessThan(10);
    assertThat(bursts.mean(63 * SECOND_NS)).isEqualTo(LossBursts.USUAL);
  }

  @Test
  void isNeverLessThanOne() {
    bursts.add(1, 100, SECOND_NS);
    assertThat(bursts.mean(SECOND_NS)).isEqualTo(1);
  }
}
