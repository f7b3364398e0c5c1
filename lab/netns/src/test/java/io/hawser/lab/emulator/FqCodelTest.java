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
  void flowsShare() {
    atTenMegabits();
    for (int frame = 0; frame < 60; frame++) {
      add(frame % 3, frame, 0);
    }

    runTo(30 * TICK_NS);

    for (int flow = 0; flow < 3; flow++) {
      int its = flow;
      assertThat(left.stream().filter(each -> each.frame() % 3 == its).count()).isBetween(8L, 12L);
    }
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
