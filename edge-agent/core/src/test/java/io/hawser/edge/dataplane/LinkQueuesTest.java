package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.edge.rate.LinkLoad;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
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
    public int path(Flow flow, int preferred, long nowNs) {
      return flow.path;
    }

    @Override
    public int link(Flow flow, int path) {
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
    if (link != OutboundPath.NO_LINK) {
      queues.pay(flow.path, Sockets.ofLink(link), PEER, LENGTH, nowNs);
    }
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
      MemorySegment p = MemorySegment.ofArray(new byte[LENGTH]);
      Bytes.put32(p, NUMBER, number);
      FarLine line = queues.lineOf(flow.path);
      LinkQueue queue = queues.at(links.get(flow));
      int place = queues.take(line, queue, flow, true, p, 0, LENGTH, nowNs);
      if (place == LinkQueues.PASSES) {
        leaves(flow, number, nowNs);
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
    queues.configure(Map.of(0, RATE, 1, RATE), Map.of(), QueueShares.STANDARD, true, 0);
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
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, 0);
    one.queue = QueueClass.SCAVENGER;
    offer(one, 40, 0);
    one.queue = QueueClass.INTERACTIVE;
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    List<LinkQueueView> views = queues.view();
    runFor(0, 500 * NS_PER_MS);

    assertThat(views.getFirst().classes().get(QueueClass.SCAVENGER.ordinal()).waiting()).isZero();
    assertThat(left.get(one)).hasSize(80).isSorted();
  }

  @Test
  void letsAllGoWhenTheRateIsNotKnownAnyMore() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE / 10), Map.of(), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    assertThat(left()).isLessThan(10);
    queues.configure(Map.of(), Map.of(), QueueShares.STANDARD, true, NS_PER_MS);

    assertThat(left.get(one)).hasSize(40).isSorted();
    assertThat(queues.at(0)).isNull();
    assertThat(queues.view()).isEmpty();
    assertThat(queues.nextTurnNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void goesByTheRateThatWasFoundUpToTheConfiguredOne() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, 0);
    queues.onFound(0, RATE / 5, RATE / 4, 0);
    assertThat(queues.view().getFirst().bitsPerSecond()).isEqualTo(RATE / 5);
    assertThat(queues.view().getFirst().configured()).isEqualTo(RATE);
    assertThat(queues.view().getFirst().found()).isEqualTo(RATE / 4);
    offer(one, 40, 0);
    long nowNs = runFor(0, 20 * NS_PER_MS);
    int slow = left();
    assertThat(slow).isLessThan(10);
    // Another policy changes nothing about it, and what waits goes on at once where it may.
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, nowNs);
    assertThat(queues.view().getFirst().bitsPerSecond()).isEqualTo(RATE / 5);
    queues.onFound(0, 0, 0, nowNs);
    assertThat(queues.view().getFirst().bitsPerSecond()).isEqualTo(RATE);
    runFor(nowNs, 20 * NS_PER_MS);

    assertThat(left()).isGreaterThan(slow + 15);
    assertThat(left.get(one)).isSorted();
  }

  @Test
  void nothingWaitsUntilARateIsFound() {
    links.put(one, 3);
    queues.configure(Map.of(), Map.of(), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    assertThat(left()).isEqualTo(40);
    queues.onFound(3, RATE / 10, RATE / 10, 0);
    offer(one, 40, 0);
    assertThat(left()).isLessThan(50);
    queues.onFound(3, 0, 0, NS_PER_MS);

    assertThat(left.get(one)).hasSize(80).isSorted();
    assertThat(queues.view()).isEmpty();
  }

  @Test
  void tellsWhatWasSentOnEachLinkAndHowMuchOfItIsReported() {
    List<String> told = new ArrayList<>();
    ControlEvents control =
        (ControlEvents)
            Proxy.newProxyInstance(
                ControlEvents.class.getClassLoader(),
                new Class<?>[] {ControlEvents.class},
                (_, method, arguments) -> {
                  told.add(method.getName() + " " + arguments[0] + " " + arguments[1]);
                  return null;
                });
    queues.pay(Sockets.ofLink(2), PEER, 100, 0);
    queues.pay(Sockets.ofService(2), PEER, 1_000, 0);
    queues.report(control, 7);
    queues.report(control, 8);

    assertThat(told)
        .containsExactly("onLinkLoad 2 " + new LinkLoad(7, 100 + 28 + 1_000 + 28, 100 + 28));
  }

  /// Two paths lead to one line, by links that have room.
  @Test
  void whatSeveralLinksSendToOneLineOfAPeerIsNoMoreThanThatTakes() {
    links.putAll(Map.of(one, 0, other, 1));
    one.path = 4;
    other.path = 6;
    FarRate line = new FarRate("branch-1/broadband", RATE);
    queues.configure(Map.of(0, 10 * RATE), Map.of(4, line, 6, line), QueueShares.STANDARD, true, 0);
    long nowNs = 0;
    for (int n = 0; n < 100; n++) {
      offer(one, 2, nowNs);
      offer(other, 2, nowNs);
      nowNs = runFor(nowNs, NS_PER_MS);
    }

    double bits = 8.0 * left() * (LENGTH + 60);
    assertThat(bits / 0.1 / RATE).isBetween(0.95, 1.03);
    assertThat(left.get(one)).isSorted();
    assertThat(left.get(other)).isSorted();
    assertThat(left.get(one).size()).isCloseTo(left.get(other).size(), within(2));
    LinkQueueView view = queues.view().getLast();
    assertThat(view.towards()).isEqualTo("branch-1/broadband");
    assertThat(view.bitsPerSecond()).isEqualTo(RATE);
  }

  @Test
  void whatGoesOnToALinkThatIsFullTooWaitsThereAgain() {
    links.putAll(Map.of(one, 0, other, 0));
    one.path = 4;
    other.path = 5;
    FarRate line = new FarRate("branch-1/broadband", RATE / 2);
    queues.configure(Map.of(0, RATE), Map.of(4, line), QueueShares.STANDARD, true, 0);
    long nowNs = 0;
    for (int n = 0; n < 200; n++) {
      offer(one, 2, nowNs);
      offer(other, 2, nowNs);
      nowNs = runFor(nowNs, NS_PER_MS);
    }

    double whole = 8.0 * (LENGTH + 28) / 0.2 / RATE;
    assertThat(left.get(one).size() * whole).isBetween(0.4, 0.52);
    assertThat((left.get(one).size() + left.get(other).size()) * whole).isBetween(0.95, 1.03);
    assertThat(left.get(one)).isSorted();
    assertThat(left.get(other)).isSorted();
  }

  @Test
  void whatWaitsForALineGoesAlongWithItsFlow() {
    links.put(one, 0);
    one.path = 4;
    FarRate slow = new FarRate("branch-1/lte", RATE / 10);
    FarRate quick = new FarRate("branch-1/broadband", RATE);
    queues.configure(Map.of(), Map.of(4, slow, 5, quick), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    assertThat(left()).isLessThan(8);
    one.path = 5;
    queues.sort(0);
    offer(one, 40, 0);
    long nowNs = runFor(0, 20 * NS_PER_MS);
    assertThat(left()).isBetween(20, 30);
    // Nobody says any more what the line takes.
    queues.configure(Map.of(), Map.of(), QueueShares.STANDARD, true, nowNs);

    assertThat(left.get(one)).hasSize(80).isSorted();
    assertThat(queues.view()).isEmpty();
    assertThat(queues.nextTurnNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void movesToALinkOnWhichNothingWaits() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, 0);
    offer(one, 40, 0);
    links.put(one, 5);
    queues.sort(0);

    assertThat(left.get(one)).hasSize(40).isSorted();
    assertThat(queues.nextTurnNs()).isGreaterThan(0);
  }

  @Test
  void givesAPacketItsTurnThatHasNoWayAnyMore() {
    links.put(one, 0);
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, 0);
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
    queues.configure(Map.of(0, RATE), Map.of(), QueueShares.STANDARD, true, 0);
    offer(one, 1_000, 0);
    runFor(0, 2_000 * NS_PER_MS);

    long full = drops.of(DropReason.QUEUE_FULL);
    assertThat(full).isPositive();
    assertThat(left() + full + drops.of(DropReason.QUEUE_STOOD)).isEqualTo(1_000);
    assertThat(left.get(one)).isSorted();
  }
}
