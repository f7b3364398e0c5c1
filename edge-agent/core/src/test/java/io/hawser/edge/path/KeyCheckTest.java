package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyCheckTest {
  private static final long S = Duration.ofSeconds(1).toNanos();
  private static final long BEGAN = 5 * S;

  @Test
  void theKeeperAsksOnceBeforeTheKeysEnd() {
    KeyCheck check = new KeyCheck(PathTiming.DEFAULT, true, BEGAN);
    assertThat(check.takeHandshake(BEGAN + 160 * S - 1)).isFalse();
    assertThat(check.takeHandshake(BEGAN + 160 * S)).isTrue();
    assertThat(check.takeHandshake(BEGAN + 500 * S)).isFalse();
  }

  @Test
  void theOtherEndAsksTenSecondsLaterAndNotIfThereWereNewKeys() {
    KeyCheck check = new KeyCheck(PathTiming.DEFAULT, false, BEGAN);
    assertThat(check.takeHandshake(BEGAN + 170 * S - 1)).isFalse();
    check.onNewKeys(BEGAN + 161 * S);
    assertThat(check.takeHandshake(BEGAN + 331 * S - 1)).isFalse();
    assertThat(check.takeHandshake(BEGAN + 331 * S)).isTrue();
  }

  @Test
  void aHandshakeThatBringsNoKeysWithinASecondIsFollowedByOneProbe() {
    KeyCheck check = new KeyCheck(PathTiming.DEFAULT, true, BEGAN);
    long askedNs = BEGAN + 160 * S;
    assertThat(check.takeProbe(askedNs)).isFalse();
    assertThat(check.takeHandshake(askedNs)).isTrue();
    assertThat(check.takeProbe(askedNs + S - 1)).isFalse();
    assertThat(check.takeProbe(askedNs + S)).isTrue();
    assertThat(check.takeProbe(askedNs + 2 * S)).isFalse();
    check.onNewKeys(askedNs + 6 * S);
    assertThat(check.takeProbe(askedNs + 8 * S)).isFalse();
    assertThat(check.takeHandshake(askedNs + 166 * S)).isTrue();
  }
}
