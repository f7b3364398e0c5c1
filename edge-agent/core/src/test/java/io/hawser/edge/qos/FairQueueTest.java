package io.hawser.edge.qos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.Bytes;
import io.hawser.edge.steer.Flow;
import io.hawser.policy.QueueClass;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final long NS_PER_MS = 1_000_000;

  private final Flows flows = new Flows();
  private final PacketPool pool = new PacketPool();
  private final List<Integer> dropped = new ArrayList<>();
  private boolean capable;
  private final FairQueue queue =
      new FairQueue(
          pool,
          new QueueEvents() {
            @Override
            public boolean marks(int place) {
              return capable;
            }

            @Override
            public void drop(int place, Cause cause) {
              dropped.add(numberOf(place));
              pool.free(place);
            }
          });

  /// Bytes 28 to 31 of a packet are its number.
  private void add(int flow, int number, int length, long nowNs) {
    byte[] packet = Flows.packet(flow, length, 0);
    MemorySegment p = MemorySegment.ofArray(packet);
    Bytes.put32(p, 28, number);
    queue.add(pool.take(flow(flow), false, p, 0, length, nowNs));
  }

  private Flow flow(int number) {
    return flows.flow(number, QueueClass.BUSINESS);
  }

  private int numberOf(int place) {
    return Bytes.i32(pool.memory(place), pool.offset(place) + 28);
  }

  private int take(long nowNs) {
    int place = queue.take(CoDel.TARGET_NS, nowNs);
    if (place == PacketPool.NONE) {
      return -1;
    }
    int number = numberOf(place);
    pool.free(place);
    return number;
  }

  @Test
  void sharesBytesEvenlyBetweenFlowsOfAnyPacketLength() {
    int[] lengths = {200, 600, 1_400, 9_000};
    Map<Flow, Long> bytes = new HashMap<>();
    for (int flow = 0; flow < 40; flow++) {
      for (int n = 0; n < 40_000 / lengths[flow % 4]; n++) {
        add(flow, 0, lengths[flow % 4], 0);
      }
    }
    for (long sum = 0; sum < 40 * 30_000; ) {
      int place = queue.take(CoDel.TARGET_NS, 0);
      bytes.merge(pool.flow(place), (long) pool.length(place), Long::sum);
      sum += pool.length(place);
      pool.free(place);
    }
    assertThat(bytes).hasSize(40);
    // No two differ by more than a quantum and a packet.
    assertThat(Collections.max(bytes.values()) - Collections.min(bytes.values()))
        .isLessThanOrEqualTo(9_000 + FairQueue.QUANTUM);
  }

  @Test
  void letsAFlowThatIsNewGoFirst() {
    for (int n = 0; n < 100; n++) {
      add(1, n, 1_400, 0);
    }
    for (int n = 0; n < 10; n++) {
      assertThat(take(0)).isEqualTo(n);
    }
    add(2, 1_000, 200, 0);
    assertThat(take(0)).isEqualTo(1_000);
  }

  @Test
  void keepsTheOrderOfEachFlowAndLosesNothing() {
    long seed = new Random().nextLong();
    System.out.println("keepsTheOrderOfEachFlowAndLosesNothing seed=" + seed);
    Random random = new Random(seed);
    Map<Integer, Integer> lastOf = new HashMap<>();
    int given = 0;
    int taken = 0;
    for (int step = 0; step < 200_000; step++) {
      if (random.nextInt(100) < 50 && pool.hasRoomFor(1_500)) {
        int flow = random.nextInt(random.nextInt(1_500) + 1);
        add(flow, given++, 60 + random.nextInt(1_400), 0);
      } else {
        int place = queue.take(CoDel.TARGET_NS, 0);
        if (place != PacketPool.NONE) {
          int number = numberOf(place);
          Integer before = lastOf.put(pool.flow(place).sourcePort(), number);
          assertThat(before == null || before < number).isTrue();
          pool.free(place);
          taken++;
        }
      }
    }
    while (take(0) >= 0) {
      taken++;
    }
    assertThat(taken).isEqualTo(given);
    assertThat(dropped).isEmpty();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.bytes()).isZero();
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void dropsFromTheFlowThatStandsOnly() {
    int number = 0;
    for (long ms = 0; ms < 2_000; ms++) {
      // 2 packets come of one flow, and one leaves; the other flow sends every 20 ms.
      add(1, number++, 1_400, ms * NS_PER_MS);
      add(1, number++, 1_400, ms * NS_PER_MS);
      if (ms % 20 == 0) {
        add(2, 1_000_000 + number, 200, ms * NS_PER_MS);
        take(ms * NS_PER_MS);
      }
      take(ms * NS_PER_MS);
    }
    assertThat(dropped).isNotEmpty().allMatch(each -> each < 1_000_000);
  }

  @Test
  void marksInsteadOfDroppingWhereThatIsUnderstood() {
    capable = true;
    int number = 0;
    for (long ms = 0; ms < 2_000; ms++) {
      add(1, number++, 700, ms * NS_PER_MS);
      add(1, number++, 700, ms * NS_PER_MS);
      assertThat(take(ms * NS_PER_MS)).isEqualTo((int) ms);
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void shortensTheLongestByHalf() {
    for (int n = 0; n < 100; n++) {
      add(1, n, 1_000, 0);
    }
    for (int n = 0; n < 40; n++) {
      add(2, 100 + n, 1_400, 0);
    }
    FlowQueue longest = queue.longest(0);
    assertThat(longest).isNotNull();
    queue.shorten(longest, 64);
    assertThat(dropped).hasSize(50).startsWith(0, 1, 2);
    assertThat(queue.packets()).isEqualTo(90);
    assertThat(queue.longest(100_000)).isNull();
  }
}
