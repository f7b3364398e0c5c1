package io.hawser.orchestrator.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignInLimiterTest {
  private final SignInLimiter limiter = new SignInLimiter(2);

  @Test
  void admitsUntilTheFailuresOfAMinuteAreUsedUp() {
    limiter.tried("a", 0);
    assertThat(limiter.admits("a", 1)).isTrue();
    limiter.tried("a", 1);
    assertThat(limiter.admits("a", 59_999)).isFalse();
    assertThat(limiter.admits("a", 60_000)).isTrue();
  }

  @Test
  void forgetsWhatIsOver() {
    for (int i = 0; i < 100; i++) {
      limiter.tried("key-" + i, i);
    }
    limiter.tried("late", 60_049);
    assertThat(limiter.size()).isEqualTo(51);
    limiter.tried("later", 200_000);
    assertThat(limiter.size()).isEqualTo(1);
  }

  @Test
  void holdsNoMoreThanItsCapacity() {
    for (int i = 0; i < 10_001; i++) {
      limiter.tried("key-" + i, 0);
    }
    assertThat(limiter.size()).isEqualTo(10_000);
  }
}
