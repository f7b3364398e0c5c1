package io.hawser.edge.qos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.steer.Flow;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShare;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkQueueTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long SECOND = 1_000 * NS_PER_MS;
  private static final long RATE = 20_000_000;
  private static final int LENGTH = 1_200;

  private final Flows flows = new Flows();
  private final PacketPool pool = new PacketPool();
  private final List<Boolean> dropped = new ArrayList<>();
  private final LinkQueue queue = new LinkQueue(pool, (_, stood) -> dropped.add(stood), 0);

  /// Outer bytes.
  private final Map<QueueClass, Long> sent = new EnumMap<>(QueueClass.class);

  /// Inner bytes.
  private final Map<Flow, Long> sentBy = new HashMap<>();

  private final List<Long> callWaitedNs = new ArrayList<>();

  private void offer(Flow flow, int length, long nowNs) {
    if (queue.pass(flow.queue, length, nowNs)) {
      left(flow, length, 0, nowNs);
    } else {
      MemorySegment p = MemorySegment.ofArray(Flows.packet(1, length, 0));
      queue.add(flow, false, p, 0, length, nowNs);
    }
  }

  private void left(Flow flow, int length, long waitedNs, long nowNs) {
    queue.pay(length + ClassQueue.TUNNEL, nowNs);
    sent.merge(flow.queue, (long) length + ClassQueue.TUNNEL, Long::sum);
    sentBy.merge(flow, (long) length, Long::sum);
    if (flow.queue == QueueClass.REAL_TIME) {
      callWaitedNs.add(waitedNs);
    }
  }

  private void turn(long nowNs) {
    for (int place = queue.take(nowNs); place != PacketPool.NONE; place = queue.take(nowNs)) {
      left(pool.flow(place), pool.length(place), pool.waitedNs(place, nowNs), nowNs);
      pool.free(place);
    }
  }

  /// Every class offers the whole rate for some seconds, with so many flows.
  private void saturate(int flowsOfEach, QueueClass... classes) {
    List<Flow> all = new ArrayList<>();
    for (QueueClass each : classes) {
      for (int n = 0; n < flowsOfEach; n++) {
        all.add(flows.flow(each.ordinal() * 100 + n, each));
      }
    }
    long gapNs = LENGTH * 8 * SECOND / RATE * flowsOfEach;
    long dueNs = 0;
    for (long nowNs = 0; nowNs < 10 * SECOND; nowNs += NS_PER_MS / 4) {
      for (; dueNs <= nowNs; dueNs += gapNs) {
        for (Flow flow : all) {
          offer(flow, LENGTH, nowNs);
        }
      }
      turn(nowNs);
    }
  }

  private double shareOf(QueueClass each) {
    return sent.getOrDefault(each, 0L) * 8.0 / 10 / (RATE * LinkQueue.SHARE_OF_RATE);
  }

  /// Of 65,535 bytes, in fragments with a header each, though the link takes seconds for it.
  @Test
  void theLargestDatagramFindsRoomOnTheSlowestLink() {
    queue.retune(100_000, QueueShares.STANDARD, 0);
    Flow flow = flows.flow(1, QueueClass.BULK);
    int fragments = (65_535 - 20) / (LENGTH - 20) + 1;
    for (int n = 0; n < fragments; n++) {
      offer(flow, LENGTH, 0);
    }
    assertThat(dropped).isEmpty();
    assertThat(pool.waiting()).isEqualTo(fragments - 1);
  }

  @Test
  void holdsNothingOnALinkWhoseRateIsNotKnown() {
    for (int n = 0; n < 10_000; n++) {
      assertThat(queue.pass(QueueClass.BULK, LENGTH, 0)).isTrue();
      queue.pay(LENGTH, 0);
    }
    assertThat(queue.nextDeadlineNs(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void sendsALittleSlowerThanTheRate() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    saturate(4, QueueClass.BUSINESS);
    assertThat(shareOf(QueueClass.BUSINESS)).isCloseTo(1, within(0.002));
    assertThat(dropped).isNotEmpty();
  }

  @Test
  void sharesAFullLinkByGuaranteesAndThenByWeight() {
    Map<QueueClass, QueueShare> named = new EnumMap<>(QueueClass.class);
    named.put(QueueClass.INTERACTIVE, new QueueShare(1, 10, 100));
    named.put(QueueClass.BUSINESS, new QueueShare(3, 40, 100));
    named.put(QueueClass.BULK, new QueueShare(1, 0, 100));
    named.put(QueueClass.SCAVENGER, new QueueShare(1, 0, 5));
    queue.retune(RATE, new QueueShares(named), 0);
    saturate(3, QueueClass.INTERACTIVE, QueueClass.BUSINESS, QueueClass.BULK, QueueClass.SCAVENGER);
    // Half is guaranteed, and half goes 1 : 3 : 1 but for the ceiling of the last.
    assertThat(shareOf(QueueClass.SCAVENGER)).isCloseTo(0.05, within(0.005));
    assertThat(shareOf(QueueClass.INTERACTIVE)).isCloseTo(0.10 + 0.45 / 5, within(0.02));
    assertThat(shareOf(QueueClass.BUSINESS)).isCloseTo(0.40 + 0.45 * 3 / 5, within(0.02));
    assertThat(shareOf(QueueClass.BULK)).isCloseTo(0.45 / 5, within(0.02));
  }

  /// Thirty flows of business, and a scavenger with fifty.
  @Test
  void sharesEvenlyInsideAClass() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    List<Flow> business = new ArrayList<>();
    List<Flow> all = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      business.add(flows.flow(n, QueueClass.BUSINESS));
    }
    all.addAll(business);
    for (int n = 0; n < 50; n++) {
      all.add(flows.flow(1_000 + n, QueueClass.SCAVENGER));
    }
    for (long nowNs = 0; nowNs < 10 * SECOND; nowNs += 10 * NS_PER_MS) {
      for (Flow flow : all) {
        offer(flow, LENGTH, nowNs);
      }
      for (long atNs = nowNs; atNs < nowNs + 10 * NS_PER_MS; atNs += NS_PER_MS) {
        turn(atNs);
      }
    }
    double sum = 0;
    double squares = 0;
    for (Flow flow : business) {
      sum += sentBy.get(flow);
      squares += Math.pow(sentBy.get(flow), 2);
    }
    assertThat(sum * sum / 30 / squares).as("Jain's index").isGreaterThan(0.98);
    int weights = QueueClass.BUSINESS.share().weight() + QueueClass.SCAVENGER.share().weight();
    double expected = 0.25 + 0.75 * QueueClass.BUSINESS.share().weight() / weights;
    assertThat(shareOf(QueueClass.BUSINESS)).isCloseTo(expected, within(0.03));
  }

  @Test
  void letsCallsPassWhateverElseWaits() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    Flow call = flows.flow(7_000, QueueClass.REAL_TIME);
    Flow bulk = flows.flow(7_001, QueueClass.BULK);
    for (long nowNs = 0; nowNs < 10 * SECOND; nowNs += NS_PER_MS / 4) {
      offer(bulk, LENGTH, nowNs);
      if (nowNs % (20 * NS_PER_MS) == 0) {
        offer(call, 200, nowNs);
      }
      turn(nowNs);
    }
    assertThat(callWaitedNs).hasSize(500);
    assertThat(callWaitedNs).allMatch(waited -> waited <= 3 * NS_PER_MS);
  }

  @Test
  void keepsRealTimeFromStarvingTheRest() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    saturate(1, QueueClass.REAL_TIME, QueueClass.BULK);
    // Bulk has its guarantee, and its part of the rest by weight.
    double rest = 1 - 0.30 - 0.10;
    assertThat(shareOf(QueueClass.BULK)).isCloseTo(0.10 + rest * 3 / 11, within(0.03));
  }

  /// What it took while nobody else wanted the link is not held against it.
  @Test
  void owesAGuaranteeToAClassThatHadTheLinkForItself() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    Flow call = flows.flow(7_000, QueueClass.REAL_TIME);
    Flow bulk = flows.flow(7_001, QueueClass.BULK);
    for (long nowNs = 0; nowNs < 10 * SECOND; nowNs += NS_PER_MS) {
      for (int n = 0; n < 2; n++) {
        offer(call, 1_000, nowNs);
      }
      turn(nowNs);
    }
    callWaitedNs.clear();
    for (long nowNs = 10 * SECOND; nowNs < 11 * SECOND; nowNs += NS_PER_MS / 4) {
      offer(bulk, LENGTH, nowNs);
      if (nowNs % (20 * NS_PER_MS) == 0) {
        offer(call, 200, nowNs);
      }
      turn(nowNs);
    }
    assertThat(callWaitedNs).hasSize(50);
    assertThat(callWaitedNs).allMatch(waited -> waited <= 3 * NS_PER_MS);
  }

  @Test
  void letsNoClassHoldUpAnotherHoweverGreatItsWeight() {
    Map<QueueClass, QueueShare> named = new EnumMap<>(QueueClass.class);
    for (QueueClass each : QueueClass.values()) {
      named.put(each, new QueueShare(1_000, 0, 100));
    }
    queue.retune(RATE, new QueueShares(named), 0);
    Flow one = flows.flow(1, QueueClass.BUSINESS);
    Flow other = flows.flow(2, QueueClass.BULK);
    for (int n = 0; n < 200; n++) {
      offer(one, LENGTH, 0);
      offer(other, LENGTH, 0);
    }
    int run = 0;
    Flow before = one;
    for (long nowNs = NS_PER_MS; nowNs < 150 * NS_PER_MS; nowNs += NS_PER_MS) {
      for (int place = queue.take(nowNs); place != PacketPool.NONE; place = queue.take(nowNs)) {
        Flow flow = pool.flow(place);
        run = flow == before ? run + 1 : 1;
        before = flow;
        assertThat(run).isLessThanOrEqualTo(2);
        queue.pay(LENGTH + ClassQueue.TUNNEL, nowNs);
        pool.free(place);
      }
    }
    assertThat(pool.waiting()).isBetween(1, 150);
  }

  @Test
  void givesAwayWhatIsToWaitElsewhereInItsOrder() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    Flow stays = flows.flow(1, QueueClass.BULK);
    Flow moves = flows.flow(2, QueueClass.BULK);
    List<Integer> given = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      offer(stays, LENGTH, 0);
      offer(moves, 200 + n, 0);
    }
    int waiting = pool.waiting();
    queue.sort(
        (place, queueClass) -> pool.flow(place) == stays && queueClass == QueueClass.BULK,
        place -> {
          given.add(pool.length(place));
          pool.free(place);
        });
    assertThat(given).hasSizeGreaterThan(90).isSorted();
    assertThat(pool.waiting()).isEqualTo(waiting - given.size());
    assertThat(queue.view().get(QueueClass.BULK.ordinal()).waiting()).isEqualTo(pool.waiting());
    queue.retune(0, QueueShares.STANDARD, NS_PER_MS);
    turn(NS_PER_MS);
    assertThat(sentBy).containsEntry(stays, 100L * LENGTH);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void losesNothingWhenItIsRetuned() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    Flow flow = flows.flow(1, QueueClass.BULK);
    for (int n = 0; n < 100; n++) {
      offer(flow, LENGTH, 0);
    }
    queue.retune(
        5 * RATE, new QueueShares(Map.of(QueueClass.BULK, new QueueShare(9, 0, 50))), NS_PER_MS);
    turn(NS_PER_MS);
    queue.retune(0, QueueShares.STANDARD, 2 * NS_PER_MS);
    turn(2 * NS_PER_MS);
    assertThat(sentBy).containsEntry(flow, 100L * LENGTH);
    assertThat(dropped).isEmpty();
  }

  @Test
  void makesRoomFromTheLongestQueueAndCountsIt() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    Flow greedy = flows.flow(1, QueueClass.BULK);
    Flow modest = flows.flow(2, QueueClass.BULK);
    for (int n = 0; n < 5_000; n++) {
      offer(greedy, LENGTH, 0);
      if (n % 500 == 0) {
        offer(modest, LENGTH, 0);
      }
    }
    QueueView bulk = queue.view().get(QueueClass.BULK.ordinal());
    assertThat(dropped).isNotEmpty().containsOnly(false);
    assertThat(bulk.full()).isEqualTo(dropped.size());
    assertThat(bulk.waiting() + bulk.full() + bulk.sent()).isEqualTo(5_010);
    queue.retune(0, QueueShares.STANDARD, NS_PER_MS);
    turn(NS_PER_MS);
    assertThat(sentBy).containsEntry(modest, 10L * LENGTH);
  }

  @Test
  void marksWhatUnderstandsIt() {
    queue.retune(RATE, QueueShares.STANDARD, 0);
    Flow flow = flows.flow(1, QueueClass.BUSINESS);
    byte[] capable = Flows.packet(1, LENGTH, 2);
    MemorySegment p = MemorySegment.ofArray(capable);
    int marked = 0;
    for (long nowNs = 0; nowNs < 2 * SECOND; nowNs += NS_PER_MS / 4) {
      if (queue.pass(QueueClass.BUSINESS, LENGTH, nowNs)) {
        queue.pay(LENGTH, nowNs);
      } else if (queue.nextDeadlineNs(nowNs) == Long.MAX_VALUE
          || queue.view().get(QueueClass.BUSINESS.ordinal()).waiting() < 100) {
        queue.add(flow, false, p, 0, LENGTH, nowNs);
      }
      for (int place = queue.take(nowNs); place != PacketPool.NONE; place = queue.take(nowNs)) {
        byte[] out =
            pool.memory(place).asSlice(pool.offset(place), LENGTH).toArray(ValueLayout.JAVA_BYTE);
        if ((out[1] & 3) == 3) {
          marked++;
          assertThat(IpPacket.isPlausible(MemorySegment.ofArray(out), 0, LENGTH)).isTrue();
          assertThat(Arrays.copyOfRange(out, 12, LENGTH))
              .isEqualTo(Arrays.copyOfRange(capable, 12, LENGTH));
        }
        queue.pay(LENGTH + ClassQueue.TUNNEL, nowNs);
        pool.free(place);
      }
    }
    assertThat(marked).isPositive();
    assertThat(dropped).isEmpty();
    assertThat(queue.view().get(QueueClass.BUSINESS.ordinal()).marked()).isEqualTo(marked);
  }

  @Test
  void tellsHowLongPacketsWaited() {
    DelayCounts delays = new DelayCounts();
    assertThat(delays.quantileUs(0.99)).isZero();
    for (int ms = 1; ms <= 1_000; ms++) {
      delays.add(ms * NS_PER_MS);
    }
    assertThat(delays.quantileUs(0.5)).isBetween(500_000L, 565_000L);
    assertThat(delays.quantileUs(0.99)).isBetween(990_000L, 1_120_000L);
  }
}
