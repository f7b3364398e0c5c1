package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class PollerTest {
  private static final long MINUTE_NS = 60_000_000_000L;

  @Test
  void sleepsUntilItsDeadline() {
    try (Poller poller = new Poller()) {
      long start = BootClock.nowNs();

      assertThat(poller.await(5_000_000)).isZero();

      assertThat(BootClock.nowNs() - start).isBetween(5_000_000L, 1_000_000_000L);
    }
  }

  @Test
  void isWokenByAnotherThreadAndRemembersAWakeUpThatCameEarly() throws Exception {
    try (Poller poller = new Poller()) {
      long start = BootClock.nowNs();
      Thread waker = Thread.ofPlatform().start(poller::wake);

      assertThat(poller.await(MINUTE_NS)).isZero();

      waker.join();
      assertThat(BootClock.nowNs() - start).isLessThan(MINUTE_NS / 2);
      assertThat(poller.await(0)).isZero();
    }
  }

  @Test
  void tellsWhichDescriptorIsReady() {
    try (Poller poller = new Poller();
        Descriptor quiet = Descriptor.placeholder();
        Descriptor loud = Descriptor.placeholder();
        Arena arena = Arena.ofConfined()) {
      int quietSlot = poller.watch(quiet.number());
      int loudSlot = poller.watch(loud.number());
      Libc.write(loud.number(), arena.allocateFrom(ValueLayout.JAVA_LONG, 1L), 0, Long.BYTES);

      assertThat(poller.await(MINUTE_NS)).isEqualTo(1);

      assertThat(poller.ready(quietSlot)).isFalse();
      assertThat(poller.ready(loudSlot)).isTrue();
      poller.clear();
      assertThat(poller.await(0)).isZero();
    }
  }
}
