package io.hawser.lab.bonding;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.bonding.Traffic.Arrived;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class LinkSetTest {
  @Test
  void theBestMemberIsTheQuickestAndOfThoseTheNearest() {
    assertThat(LinkSet.LARGE_AND_SMALL.best()).isEqualTo(0);
    assertThat(LinkSet.of(new Member(15, 80), new Member(50, 20)).best()).isEqualTo(1);
    assertThat(LinkSet.of(new Member(40, 35), new Member(40, 15)).best()).isEqualTo(1);
  }

  @Test
  void aQueueHoldsWhatIsOnItsWayInARoundTripButTenPacketsAtLeast() {
    assertThat(new Member(20, 20).queueLength()).isEqualTo(50_000);
    assertThat(new Member(100, 10).queueLength()).isEqualTo(125_000);
    assertThat(new Member(2, 1).queueLength()).isEqualTo(15_000);
  }

  @Test
  void theEmulatorIsToldHalfOfTheRoundTripInEachDirection() {
    assertThat(new Member(5, 1, 0.5).words())
        .containsExactly(
            "rate=5mbit", "delay=500us", "loss=0.50%", "burst=1", "queue=15000b", "blackhole=none");
  }

  @Test
  void fullLinksAreWhollyUsedWhereOnlyTheTunnelsHeadersAreMissing() {
    Arrived arrived = Arrived.ofTcp(20.0 * 1_368 / 1_480, 1_368);
    assertThat(arrived.innerMbps()).isCloseTo(20.0 * 1_420 / 1_480, Assertions.within(1e-9));
    assertThat(arrived.percentOf(20)).isCloseTo(100, Assertions.within(1e-9));
    assertThat(arrived.percentOf(40)).isCloseTo(50, Assertions.within(1e-9));
  }
}
