package io.hawser.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NtpTimestampTest {
  private static final long SECOND = 1L << 32;

  @Test
  void halfASecondIsTheHighestBitOfTheFraction() {
    assertThat(NtpTimestamp.fromNs(1_500_000_000L)).isEqualTo(SECOND + SECOND / 2);
  }

  @Test
  void theUnixEpochIsSeventyYearsAfterNtpBegins() {
    // RFC 5905 figure 4: 1970-01-01 is second 2,208,988,800 of era 0.
    assertThat(NtpTimestamp.fromUnix(0, 0) >>> 32).isEqualTo(2_208_988_800L);
    // 2036-02-07 06:28:16: the first second of era 1.
    assertThat(NtpTimestamp.fromUnix(2_085_978_496L, 0)).isZero();
    assertThat(NtpTimestamp.fromUnix(2_085_978_496L, 500_000_000)).isEqualTo(SECOND / 2);
  }

  @Test
  void aNanosecondSurvivesTheWayThereAndBack() {
    var random = new SplittableRandom(5);
    for (int run = 0; run < 100_000; run++) {
      long ns = random.nextLong(1L << 60);
      assertThat(NtpTimestamp.differenceNs(NtpTimestamp.fromNs(ns), 0)).isEqualTo(ns);
      long otherNs = random.nextLong(1L << 60);
      assertThat(NtpTimestamp.differenceNs(NtpTimestamp.fromNs(ns), NtpTimestamp.fromNs(otherNs)))
          .isBetween(ns - otherNs - 1, ns - otherNs + 1);
    }
  }

  @Test
  void differencesHoldAcrossTheTurnOfAnEra() {
    long before = NtpTimestamp.fromUnix(2_085_978_495L, 999_999_000);
    long after = NtpTimestamp.fromUnix(2_085_978_496L, 1_000);
    assertThat(NtpTimestamp.differenceNs(after, before)).isBetween(1_999L, 2_001L);
    assertThat(NtpTimestamp.differenceNs(before, after)).isBetween(-2_001L, -1_999L);
  }
}
