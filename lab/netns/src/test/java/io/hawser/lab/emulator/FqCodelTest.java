package io.hawser.lab.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.emulator.FqCodel.Packet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FqCodelTest {
  private static final long TICK_NS = 1_000_000L;
  private static final int LENGTH = 1_250;

  private record Left(int frame, long atNs, long waitedNs) {}

  private final List<Integer> dropped = new ArrayList<>();
  private final FqCodel router = new FqCodel(dropped::add);
  private final List<Left> left = new ArrayList<>();

  /// A packet takes a millisecond.
  private void atTenMegabits() {
    router.setRate(10_000_000);
  }

  private void add(int flow, int frame, long atNs) {
    router.add(flow, new Packet(frame, LENGTH, false, atNs));
  }

  private void runTo(long untilNs) {
    while (!router.isEmpty() && router.nextNs() <= untilNs) {
      long atNs = router.nextNs();
      Packet packet = router.take();
      if (packet != null) {
        left.add(new Left(packet.frame(), atNs, atNs - packet.arrivalNs()));
      }
    }
  }

  @Test
  void sendsAtItsRate() {
    atTenMegabits();
    for (int frame = 0; frame < 5; frame++) {
      add(1, frame, 7 * TICK_NS);
    }

    runTo(100 * TICK_NS);

    assertThat(left).extracting(Left::frame).containsExactly(0, 1, 2, 3, 4);
    assertThat(left)
        .extracting(Left::atNs)
        .containsExactly(7 * TICK_NS, 8 * TICK_NS, 9 * TICK_NS, 10 * TICK_NS, 11 * TICK_NS);
    assertThat(dropped).isEmpty();
  }

  @Test
  void aThinFlowDoesNotWaitBehindAThickOne() {
    atTenMegabits();
    for (int frame = 0; frame < 50; frame++) {
      add(1, frame, 0);
    }
    runTo(10 * TICK_NS);
    add(2, 100, 10 * TICK_NS);

    runTo(100 * TICK_NS);

    Left thin = left.stream().filter(each -> each.frame() == 100).findFirst().orElseThrow();
    assertThat(thin.waitedNs()).isLessThanOrEqualTo(2 * TICK_NS);
  }

  @Test
  void flowsShareWhoeverCameFirst() {
    atTenMegabits();
    for (int frame = 0; frame < 60; frame++) {
      add(frame / 20, frame, 0);
    }

    runTo(30 * TICK_NS);

    for (int flow = 0; flow < 3; flow++) {
      int its = flow;
      assertThat(left.stream().filter(each -> each.frame() / 20 == its).count())
          .as("of flow %d", flow)
          .isBetween(9L, 12L);
    }
  }

  /// A flow that always has just one packet stays a new one no longer than the others let it.
  @Test
  void newFlowsDoNotStarveOldOnes() {
    atTenMegabits();
    for (int frame = 0; frame < 40; frame++) {
      add(1, frame, 0);
    }
    for (int frame = 100; frame < 200; frame++) {
      long atNs = (frame - 100) * TICK_NS;
      runTo(atNs);
      add(2, frame, atNs);
    }

    runTo(100 * TICK_NS);

    assertThat(left.stream().filter(each -> each.frame() < 100).count()).isEqualTo(40);
  }

  @Test
  void dropsFromTheLongestQueueWhereThereIsNoRoom() {
    atTenMegabits();
    add(2, -1, 0);
    for (int frame = 0; frame < 10_240; frame++) {
      add(1, frame, 0);
    }

    assertThat(dropped).hasSize(64).startsWith(0, 1, 2).doesNotContain(-1);
  }

  /// The first one when the queue has stood for 100 ms, the next after 100 ms more, then sooner by
  /// the root of their number.
  @Test
  void dropsAsOftenAsTheControlLawSays() {
    atTenMegabits();
    for (int frame = 0; frame < 600; frame++) {
      add(1, frame, 0);
    }
    List<Long> atMs = new ArrayList<>();
    int before = 0;
    while (atMs.size() < 4) {
      long nowNs = router.nextNs();
      router.take();
      if (dropped.size() > before) {
        before = dropped.size();
        atMs.add(nowNs / TICK_NS);
      }
    }

    // From 5 ms on it is above the target.
    assertThat(atMs).containsExactly(105L, 205L, 276L, 334L);
  }

  /// Of a twentieth more than fits, without CoDel a second would wait after twenty.
  @Test
  void whatStandsIsDroppedUntilLittleWaits() {
    atTenMegabits();
    int offered = 21_000;
    for (int frame = 0; frame < offered; frame++) {
      long atNs = frame * 20_000L * TICK_NS / offered;
      runTo(atNs);
      add(1, frame, atNs);
    }
    assertThat(left.getLast().waitedNs()).isLessThan(100 * TICK_NS);
    assertThat(dropped.size()).isBetween(offered / 50, offered / 15);

    runTo(1_000_000 * TICK_NS);

    assertThat(left.size() + dropped.size()).isEqualTo(offered);
    assertThat(router.isEmpty()).isTrue();
  }

  @Test
  void aShortBurstIsSpared() {
    atTenMegabits();
    for (int frame = 0; frame < 90; frame++) {
      add(1, frame, 0);
    }

    runTo(1_000 * TICK_NS);

    assertThat(left).hasSize(90);
  }

  @Test
  void withoutARateNothingWaits() {
    atTenMegabits();
    add(1, 0, 0);
    add(1, 1, 0);
    router.setRate(0);

    runTo(1 * TICK_NS);

    assertThat(left).hasSize(2);
  }
}
