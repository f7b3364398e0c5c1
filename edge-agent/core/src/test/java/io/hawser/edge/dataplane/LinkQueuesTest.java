package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkQueuesTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final long RATE = 10_000_000;
  private static final int LENGTH = 1_000;

  /// Where in a packet its number stands.
  private static final int NUMBER = 28;

  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 51_820);

  private final FlowTable table = new FlowTable(64);
  private final Map<Flow, Integer> links = new HashMap<>();
  private final Map<Flow, List<Integer>> left = new HashMap<>();
  private final List<Integer> leftBy = new ArrayList<>();
  private final DropCounters drops = new DropCounters();
  private final LinkQueues queues = new LinkQueues(drops, new Leaving());
  private final Flow one = flow(1);
  private final Flow other = flow(2);
  private int given;

  private final class Leaving implements LinkQueues.Way {
    @Override
    public int link(Flow flow, int at, long nowNs) {
      return links.getOrDefault(flow, OutboundPath.NO_LINK);
    }

    @Override
    public void leave(PacketPool pool, int place, long nowNs) {
      Flow flow = pool.flow(place);
      leaves(flow, Bytes.i32(pool.memory(place), pool.offset(place) + NUMBER), nowNs);
    }

    @Override
    public void dropped(BondFlow its, int sequence, int path) {
      throw new AssertionError("dropped: " + sequence + " of a bond (expected: there is none)");
    }
  }

  private void leaves(Flow flow, int number, long nowNs) {
    int link = links.getOrDefault(flow, OutboundPath.NO_LINK);
    left.computeIfAbsent(flow, _ -> new ArrayList<>()).add(number);
    leftBy.add(link);
    queues.pay(Sockets.ofLink(link), PEER, LENGTH, nowNs);
  }

  private Flow flow(int number) {
    FlowKey key = new FlowKey();
    byte[] packet = Packets.udp("10.1.0.2", number, "10.2.0.9", 2_000, 100);
    key.read(MemorySegment.ofArray(packet), 0);
    return table.findOrCreate(key, 0);
  }

  private void offer(Flow flow, int packets, long nowNs) {
    for (int n = 0; n < packets; n++) {
      int number = given++;
      LinkQueue queue = queues.at(links.get(flow));
      if (queue == null || queue.pass(flow.queue, LENGTH, nowNs)) {
        leaves(flow, number, nowNs);
      } else {
        MemorySegment p = MemorySegment.ofArray(new byte[LENGTH]);
        Bytes.put32(p, NUMBER, number);
        queues.keep(queue, flow, true, p, 0, LENGTH, nowNs);
      }
    }
  }

  private long runFor(long fromNs, long forNs) {
    long nowNs = fromNs;
    while (queues.nextTurnNs() < fromNs + forNs) {
      nowNs = Math.max(nowNs, queues.nextTurnNs());
      queues.onTurn(nowNs);
    }
    return fromNs + forNs;
  }

  private int left() {
    return left.values().stream().mapToInt(List::size).sum();
  }

  @Test
  void movesWhatWaitsBeforeAnythingOvertakesIt() {
    links.putAll(Map.of(one, 0, other, 0));
    queues.configure(Map.of(0, RATE, 1, RATE), QueueShares.STANDARD, true, 0);
    for (int n = 0; n < 20; n++) {
      offer(one, 1, 0);
      offer(other, 1, 0);
    }
    long nowNs = runFor(0, 5 * NS_PER_MS);
    leftBy.clear();
    links.put(one, 1);
    queues.sort(nowNs);
    offer(one, 10, nowNs);
    offer(other, 10, nowNs);
    runFor(nowNs, 100 * NS_PER_MS);

    assertThat(left()).isEqualTo(given);
    assertThat(left.get(one)).hasSize(30).isSorted();
    assertThat(left.get(other)).hasSize(30).isSorted();
    assertThat(leftBy).contains(0, 1);
  }

  @Test
  void keepsTheOrderOfAFlowWhoseClassChanges() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), QueueShares.STANDARD, true, 0);
    one.queue = QueueClass.SCAVENGER;
    offer(one, 40, 0);
    one.queue = QueueClass.INTERACTIVE;
    queues.configure(Map.of(0, RATE), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    List<LinkQueueView> views = queues.view();
    runFor(0, 500 * NS_PER_MS);

    assertThat(views.getFirst().classes().get(QueueClass.SCAVENGER.ordinal()).waiting()).isZero();
    assertThat(left.get(one)).hasSize(80).isSorted();
  }

  @Test
  void letsAllGoWhenTheRateIsNotKnownAnyMore() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE / 10), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    assertThat(left()).isLessThan(10);
    queues.configure(Map.of(), QueueShares.STANDARD, true, NS_PER_MS);

    assertThat(left.get(one)).hasSize(40).isSorted();
    assertThat(queues.at(0)).isNull();
    assertThat(queues.view()).isEmpty();
    assertThat(queues.nextTurnNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void movesToALinkOnWhichNothingWaits() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    links.put(one, 5);
    queues.sort(0);

    assertThat(left.get(one)).hasSize(40).isSorted();
    assertThat(queues.nextTurnNs()).isGreaterThan(0);
  }

  @Test
  void givesAPacketItsTurnThatHasNoWayAnyMore() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    links.remove(one);
    queues.sort(0);
    assertThat(left()).isLessThan(10);
    runFor(0, 100 * NS_PER_MS);

    assertThat(left()).isEqualTo(40);
  }

  @Test
  void countsWhatFindsNoRoom() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), QueueShares.STANDARD, true, 0);
    offer(one, 1_000, 0);
    runFor(0, 2_000 * NS_PER_MS);

    long full = drops.of(DropReason.QUEUE_FULL);
    assertThat(full).isPositive();
    assertThat(left() + full + drops.of(DropReason.QUEUE_STOOD)).isEqualTo(1_000);
    assertThat(left.get(one)).isSorted();
  }
}
