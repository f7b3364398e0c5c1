package io.hawser.edge.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Calls of 50 packets a second over paths whose delay is written down, in microseconds.
class PlayoutBufferTest {
  private static final long NS_PER_US = 1_000;
  private static final long MS_US = 1_000;
  private static final long STEP_US = 20 * MS_US;
  private static final long CAP_NS = 60_000_000;
  private static final int LENGTH = 200;

  /// Of the sender's clock, close to where its lowest 32 bits wrap.
  private static final long FIRST_US = (7L << 32) - 300 * STEP_US;

  /// What the receiver's clock is ahead.
  private static final long AHEAD_US = 900_000_000_000L;

  private final PlayoutBuffer buffer = new PlayoutBuffer(this::onLeft);
  private final Map<Integer, Long> arrivedNs = new TreeMap<>();
  private final Map<Integer, Long> leftUs = new TreeMap<>();
  private final List<Integer> order = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(17);
  private @Nullable PlayoutFlow flow;
  private long nowNs;

  private void onLeft(MemorySegment p, long at, int length, long atNs) {
    assertThat(length).isEqualTo(LENGTH);
    note(p.get(ValueLayout.JAVA_INT_UNALIGNED, at), atNs);
  }

  /// Held for the cap at most, whatever came before it.
  private void note(int number, long atNs) {
    long heldNs = atNs - Objects.requireNonNull(arrivedNs.get(number));
    assertThat(heldNs).as("packet %d", number).isBetween(0L, CAP_NS);
    leftUs.put(number, atNs / NS_PER_US - AHEAD_US);
    order.add(number);
  }

  /// Sends the packets of these numbers, each at its time, which take so long.
  private void call(int from, int to, IntToLongFunction delayUs) {
    TreeMap<Long, List<Integer>> arrivals = new TreeMap<>();
    for (int number = from; number < to; number++) {
      long atUs = sentUs(number) + delayUs.applyAsLong(number);
      arrivals.computeIfAbsent(atUs, _ -> new ArrayList<>()).add(number);
    }
    arrivals.forEach((atUs, numbers) -> numbers.forEach(number -> take(number, atUs)));
  }

  private static long sentUs(int number) {
    return FIRST_US + number * STEP_US;
  }

  private void take(int number, long atUs) {
    take(number, sentUs(number), LENGTH, atUs);
  }

  private void take(int number, long sentUs, int length, long atUs) {
    runTo((AHEAD_US + atUs) * NS_PER_US);
    if (flow == null) {
      flow = buffer.open(3, nowNs);
    }
    arrivedNs.put(number, nowNs);
    MemorySegment packet = MemorySegment.ofArray(new byte[length]);
    packet.set(ValueLayout.JAVA_INT_UNALIGNED, 0, number);
    PlayoutFlow its = Objects.requireNonNull(flow);
    if (!buffer.onPacket(its, (int) sentUs, CAP_NS, packet, 0, length, nowNs)) {
      note(number, nowNs);
    }
  }

  private void runTo(long ns) {
    while (buffer.nextDeadlineNs() <= ns) {
      nowNs = Math.max(nowNs, buffer.nextDeadlineNs());
      buffer.onTick(nowNs);
    }
    nowNs = ns;
  }

  /// All that is held leaves.
  private void end() {
    runTo(nowNs + CAP_NS);
  }

  /// From its sending to its leaving.
  private long tookUs(int number) {
    return leftUs(number) - sentUs(number);
  }

  private long leftUs(int number) {
    return Objects.requireNonNull(leftUs.get(number), "never left");
  }

  private long uniform(long rangeUs) {
    return random.nextLong(rangeUs + 1);
  }

  private PlayoutFlowView view() {
    return Objects.requireNonNull(flow).view();
  }

  @Test
  void evensOutACall() {
    call(0, 3_000, _ -> uniform(30 * MS_US));
    end();

    int uneven = 0;
    for (int number = 501; number < 3_000; number++) {
      uneven += Math.abs(tookUs(number) - tookUs(number - 1)) > 500 ? 1 : 0;
      assertThat(tookUs(number)).isLessThanOrEqualTo(31 * MS_US);
    }
    assertThat(uneven).isLessThan(2_500 / 20);
    assertThat(order).isSorted().hasSize(3_000);
    assertThat(view().arrivingJitterUs()).isGreaterThan(5 * MS_US);
    assertThat(view().leavingJitterUs()).isLessThan(500);
    assertThat(view().late()).isLessThan(3_000 / 50);
    assertThat(buffer.view().inTime() + buffer.view().late()).isEqualTo(3_000);
    assertThat(buffer.view().early() + buffer.view().unheld()).isZero();
  }

  @Test
  void addsNothingOnAPathThatDoesNotVary() {
    call(0, 500, _ -> 20 * MS_US);
    end();

    assertThat(tookUs(499)).isEqualTo(20 * MS_US);
    assertThat(view().waitUs()).isZero();
  }

  @Test
  void letsALatePacketGoAtOnce() {
    call(0, 500, number -> number == 400 ? 75 * MS_US : number % 2 * 10 * MS_US);
    end();

    assertThat(tookUs(400)).isEqualTo(75 * MS_US);
    assertThat(tookUs(401)).isEqualTo(10 * MS_US);
    assertThat(order).hasSize(500);
    assertThat(order.indexOf(400)).as("as it came").isGreaterThan(order.indexOf(403));
    assertThat(buffer.view().late()).isEqualTo(1);
  }

  @Test
  void holdsNoPacketLongerThanTheCap() {
    call(0, 2_000, _ -> uniform(150 * MS_US));
    call(2_000, 4_000, _ -> uniform(20 * MS_US));
    end();

    assertThat(view().waitUs()).isLessThanOrEqualTo(60 * MS_US);
    assertThat(order).hasSize(4_000);
  }

  /// One in fifty takes 200 ms longer, which no wait of 60 ms would help.
  @Test
  void doesNotWaitForWhatTheCapCannotHelp() {
    call(0, 2_000, number -> number % 50 == 49 ? 200 * MS_US : uniform(10 * MS_US));
    end();

    assertThat(view().waitUs()).isBetween(8 * MS_US, 10 * MS_US);
  }

  /// Until all that is remembered was calm.
  @Test
  void waitsLessFromAPauseOn() {
    call(0, 500, _ -> uniform(30 * MS_US));
    call(500, 500 + TransitWindow.KEPT - 1, _ -> 0);
    long before = view().waitUs();
    int next = 500 + TransitWindow.KEPT + 10;
    call(next, next + 1, _ -> 0);
    end();

    assertThat(before).isGreaterThan(20 * MS_US);
    assertThat(tookUs(next)).isZero();
  }

  @Test
  void waitsLessBitByBitWhereThereIsNoPause() {
    call(0, 500, _ -> uniform(30 * MS_US));
    call(500, 1_500, _ -> 0);
    end();

    for (int number = 501; number < 1_500; number++) {
      assertThat(tookUs(number) - tookUs(number - 1)).isBetween(-STEP_US / 64 - 1, 1L);
    }
    assertThat(tookUs(1_499)).isZero();
  }

  @Test
  void followsAMoveToASlowerPathAndBack() {
    call(0, 1_500, n -> (n < 500 || n >= 1_000 ? 20 : 120) * MS_US + uniform(15 * MS_US));
    end();

    for (int number = 500 + TransitWindow.RECENT; number < 990; number++) {
      assertThat(tookUs(number)).isBetween(130 * MS_US, 136 * MS_US);
    }
    // What is still on its slow way looks like a pause, so that it is begun with what is known.
    for (int number = 1_000; number < 1_500; number++) {
      assertThat(tookUs(number)).isBetween(20 * MS_US, 36 * MS_US);
    }
    for (int number = 1_100; number < 1_500; number++) {
      assertThat(tookUs(number)).isBetween(33 * MS_US, 36 * MS_US);
    }
    assertThat(order).hasSize(1_500);
  }

  @Test
  void putsWhatWasOvertakenBackInItsPlace() {
    call(0, 500, number -> number % 10 == 0 ? 30 * MS_US : 5 * MS_US);
    end();

    assertThat(order.subList(50, 500)).isSorted();
  }

  @Test
  void beginsAsTheOtherFlowsOfThePeerGoOn() {
    call(0, 500, _ -> uniform(30 * MS_US));
    PlayoutFlow first = Objects.requireNonNull(flow);
    PlayoutFlow second = Objects.requireNonNull(buffer.open(3, nowNs));
    PlayoutFlow foreign = Objects.requireNonNull(buffer.open(4, nowNs));
    long itsNs = second.schedule(5, CAP_NS / NS_PER_US, first.waitUs(), nowNs) - nowNs;

    assertThat(itsNs / NS_PER_US).isBetween(first.waitUs() - 1, first.waitUs());
    flow = second;
    take(501, nowNs / NS_PER_US - AHEAD_US);
    assertThat(leftUs).doesNotContainKey(501);
    flow = foreign;
    take(502, nowNs / NS_PER_US - AHEAD_US);
    assertThat(view().waitUs()).as("half of the cap").isEqualTo(30 * MS_US);
  }

  @Test
  void beginsAnewWhenTheSenderDoes() {
    call(0, 200, _ -> uniform(10 * MS_US));
    long nowUs = nowNs / NS_PER_US - AHEAD_US;
    take(1_000, 1_000_000_077, LENGTH, nowUs + STEP_US);
    take(1_001, 1_000_000_077 + STEP_US, LENGTH, nowUs + 2 * STEP_US);
    end();

    assertThat(leftUs(1_001) - leftUs(1_000)).isEqualTo(STEP_US);
    assertThat(order.subList(200, 202)).containsExactly(1_000, 1_001);
  }

  @Test
  void passesOnWhatIsTooLongToBeHeld() {
    call(0, 100, number -> number % 2 * 10 * MS_US);
    long before = buffer.view().unheld();
    take(100, sentUs(100), PlayoutBuffer.LONGEST + 1, sentUs(100));

    assertThat(leftUs).containsKey(100);
    assertThat(buffer.view().unheld()).isEqualTo(before + 1);
  }

  @Test
  void keepsSoManyFlowsApartAndForgetsThoseThatAreSilent() {
    for (int n = 0; n < PlayoutBuffer.FLOWS; n++) {
      assertThat(buffer.open(n % 5, nowNs)).isNotNull();
    }
    assertThat(buffer.open(0, nowNs)).isNull();
    assertThat(buffer.view().flows()).isEqualTo(PlayoutBuffer.FLOWS);
    runTo(nowNs + PlayoutFlow.FORGET_NS + 2_000_000_000L);
    assertThat(buffer.view().flows()).isZero();
    assertThat(buffer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    assertThat(buffer.open(0, nowNs)).isNotNull();
  }

  @Test
  void givesThePlaceOfASilentFlowToANewOneWhereThereIsNoOther() {
    call(0, 1, _ -> 0);
    for (int n = 1; n < PlayoutBuffer.FLOWS; n++) {
      assertThat(buffer.open(n % 5, nowNs)).isNotNull();
    }
    call(1, 100, _ -> 0);
    assertThat(buffer.open(0, nowNs)).isNotNull();

    assertThat(buffer.view().flows()).as("the lively one and the new one").isEqualTo(2);
    assertThat(Objects.requireNonNull(flow).isClosed()).isFalse();
  }

  @Test
  void letsAllGoThatItHoldsWhenPeersChange() {
    call(0, 99, number -> number % 2 * 30 * MS_US);
    assertThat(buffer.view().held()).isPositive();
    PlayoutFlow before = Objects.requireNonNull(flow);
    buffer.forget(nowNs);

    assertThat(buffer.view().held()).isZero();
    assertThat(order).hasSize(99);
    assertThat(before.isClosed()).isTrue();
  }
}
