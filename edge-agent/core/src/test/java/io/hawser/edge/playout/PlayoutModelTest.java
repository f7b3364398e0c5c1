package io.hawser.edge.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The buffer beside a [NaivePlayout], over random flows: what leaves, in which order and when is
/// the same; and what must always be true of it is.
class PlayoutModelTest {
  private static final long US = 1_000;
  private static final int LENGTH = 40;

  /// Set to run one seed again: `-Dplayout.seed=17`.
  private static final String SEED = "playout.seed";

  /// More of them: `-Dplayout.rounds=1000`.
  private static final int ROUNDS = Integer.getInteger("playout.rounds", 25);

  private static final long LATEST_TICK_NS = 1_000_000;

  /// @param sentUs null where it does not say
  private record Packet(
      int number, int flow, int peer, @Nullable Long sentUs, long capUs, long arrivesNs) {}

  private final List<String> left = new ArrayList<>();
  private long nowNs;

  private void onLeft(MemorySegment p, long at, int length, long atNs) {
    assertThat(length).isEqualTo(LENGTH);
    assertThat(atNs).isEqualTo(nowNs);
    left.add(nowNs + " " + p.get(ValueLayout.JAVA_INT_UNALIGNED, at));
  }

  @Test
  void letsPacketsLeaveAsTheModelDoes() {
    long seed = Long.getLong(SEED, System.nanoTime());
    System.out.println("PlayoutModelTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long late = 0;
    long inTime = 0;
    for (int round = 0; round < ROUNDS; round++) {
      PlayoutView view = compare(calls(random), random, "seed " + seed + " round " + round);
      late += view.late();
      inTime += view.inTime();
    }
    // The random calls are such that both happen.
    assertThat(late).isPositive();
    assertThat(inTime).isGreaterThan(late);
  }

  @Test
  void givesWayAsTheModelDoesWhereThereIsTooMuch() {
    long seed = Long.getLong(SEED, System.nanoTime());
    System.out.println("PlayoutModelTest seed of floods " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    // Each has too much; then each is within its bounds.
    for (int flows : List.of(2, 24)) {
      PlayoutView view =
          compare(floods(random, flows), random, "seed " + seed + " floods " + flows);
      assertThat(view.early()).isPositive();
      assertThat(view.held()).isZero();
    }
  }

  private PlayoutView compare(List<Packet> packets, SplittableRandom random, String what) {
    left.clear();
    nowNs = 0;
    PlayoutBuffer buffer = new PlayoutBuffer(this::onLeft);
    List<String> expected = new ArrayList<>();
    NaivePlayout naive = new NaivePlayout(expected);
    Map<Integer, PlayoutFlow> flows = new HashMap<>();
    long stamped = 0;
    for (Packet packet : packets) {
      runTo(buffer, naive, packet.arrivesNs, random);
      naive.onPacket(
          "flow " + packet.flow,
          packet.peer,
          Integer.toString(packet.number),
          packet.sentUs,
          packet.capUs,
          nowNs);
      stamped += packet.sentUs == null ? 0 : 1;
      take(buffer, flows, packet);
      assertThat(buffer.view().held()).isLessThan(4_096);
    }
    runTo(buffer, naive, nowNs + 300_000_000, random);
    for (int n = 0; n < Math.min(left.size(), expected.size()); n++) {
      assertThat(left.get(n))
          .as("%s, the %d. that left: time and packet", what, n)
          .isEqualTo(expected.get(n));
    }
    assertThat(left).as(what).hasSameSizeAs(expected);
    checkAlways(packets, what);
    PlayoutView view = buffer.view();
    assertThat(view.inTime() + view.late() + view.early()).as(what).isEqualTo(stamped);
    assertThat(view.unheld()).as(what).isEqualTo(packets.size() - stamped);
    assertThat(view.heldBytes()).as(what).isZero();
    return view;
  }

  private void take(PlayoutBuffer buffer, Map<Integer, PlayoutFlow> flows, Packet packet) {
    PlayoutFlow flow = flows.get(packet.flow);
    if (flow == null || flow.isClosed()) {
      flow = Objects.requireNonNull(buffer.open(packet.peer, nowNs));
      flows.put(packet.flow, flow);
    }
    MemorySegment p = MemorySegment.ofArray(new byte[LENGTH + 8]);
    p.set(ValueLayout.JAVA_INT_UNALIGNED, 8, packet.number);
    Long sentUs = packet.sentUs;
    boolean held =
        sentUs == null
            ? buffer.onUnstamped(flow, p, 8, LENGTH, nowNs)
            : buffer.onPacket(flow, (int) (long) sentUs, packet.capUs * US, p, 8, LENGTH, nowNs);
    if (!held) {
      left.add(nowNs + " " + packet.number);
    }
  }

  /// Ticks come when they are due, or up to a millisecond later: then perhaps behind a packet.
  private void runTo(PlayoutBuffer buffer, NaivePlayout naive, long toNs, SplittableRandom random) {
    while (buffer.nextDeadlineNs() <= toNs) {
      long lateNs = random.nextBoolean() ? 0 : random.nextLong(LATEST_TICK_NS);
      if (buffer.nextDeadlineNs() + lateNs > toNs) {
        break;
      }
      nowNs = Math.max(nowNs, buffer.nextDeadlineNs() + lateNs);
      buffer.onTick(nowNs);
      naive.onTick(nowNs);
    }
    nowNs = toNs;
  }

  /// Every packet leaves once, none is held for longer than its cap, and of two of a flow that came
  /// in the order of their sending none leaves before the other.
  private void checkAlways(List<Packet> packets, String what) {
    Map<Integer, Integer> places = new HashMap<>();
    Map<Integer, Long> times = new HashMap<>();
    for (String each : left) {
      int space = each.indexOf(' ');
      int number = Integer.parseInt(each.substring(space + 1));
      times.put(number, Long.parseLong(each.substring(0, space)));
      assertThat(places.put(number, places.size())).as(what).isNull();
    }
    assertThat(places).as(what).hasSize(packets.size());
    Map<Integer, Packet> before = new HashMap<>();
    for (Packet packet : packets) {
      long heldNs = times.get(packet.number) - packet.arrivesNs;
      assertThat(heldNs).as(what).isBetween(0L, packet.capUs * US + LATEST_TICK_NS);
      Packet other = before.get(packet.flow);
      if (packet.sentUs != null && (other == null || isSentBefore(other, packet))) {
        if (other != null) {
          assertThat(places.get(packet.number)).as(what).isGreaterThan(places.get(other.number));
        }
        before.put(packet.flow, packet);
      }
    }
  }

  private static boolean isSentBefore(Packet one, Packet other) {
    return one.sentUs != null && other.sentUs != null && one.sentUs <= other.sentUs;
  }

  // ---------------------------------------------------------------- random flows

  private static List<Packet> calls(SplittableRandom random) {
    List<Packet> packets = new ArrayList<>();
    int flows = 1 + random.nextInt(4);
    for (int flow = 0; flow < flows; flow++) {
      call(packets, flow, random);
    }
    return inOrder(packets);
  }

  /// A sender with pauses, over a path whose delay jumps, varies and has spikes.
  private static void call(List<Packet> packets, int flow, SplittableRandom random) {
    int peer = random.nextInt(2);
    long capUs = 10_000 + random.nextLong(190_000);
    // Close to where 32 bits of it wrap.
    long clockUs = (random.nextLong(9) << 32) - random.nextLong(3_000_000);
    long atUs = 1_000_000 + random.nextLong(1_000_000);
    long stepUs = 1_000 + random.nextLong(60_000);
    long baseUs = random.nextLong(100_000);
    long jitterUs = random.nextLong(80_000);
    int count = 200 + random.nextInt(600);
    boolean ordered = random.nextBoolean();
    long lastNs = 0;
    for (int n = 0; n < count; n++) {
      atUs += random.nextInt(50) == 0 ? 150_000 : random.nextInt(20) == 0 ? 0 : stepUs;
      if (random.nextInt(200) == 0) {
        baseUs = random.nextLong(200_000);
        jitterUs = random.nextLong(80_000);
      }
      if (random.nextInt(400) == 0) {
        // The sender is silent for long.
        atUs += 9_000_000 + random.nextLong(4_000_000);
      }
      if (random.nextInt(400) == 0) {
        // It begins anew, with another clock, when all that it sent has arrived.
        atUs += 1_000_000;
        clockUs += 3_000_000 + random.nextLong(1L << 30);
      }
      long delayUs = baseUs + random.nextLong(jitterUs + 1);
      delayUs += random.nextInt(100) == 0 ? random.nextLong(400_000) : 0;
      long arrivesNs = (atUs + delayUs) * US + random.nextLong(US);
      arrivesNs = ordered ? Math.max(arrivesNs, lastNs) : arrivesNs;
      lastNs = arrivesNs;
      Long sentUs = random.nextInt(50) == 0 ? null : Long.valueOf(clockUs + atUs);
      packets.add(new Packet(packets.size(), flow, peer, sentUs, capUs, arrivesNs));
    }
  }

  /// More than can be held, with a cap of 200 ms over a path that varies by as much.
  private static List<Packet> floods(SplittableRandom random, int flows) {
    List<Packet> packets = new ArrayList<>();
    for (int flow = 0; flow < flows; flow++) {
      // At 200 ms each flow alone holds 500, or all together 5,300.
      long stepUs = flows == 2 ? 200 : 450;
      for (long atUs = 0; atUs < 350_000; atUs += stepUs) {
        long arrivesUs = atUs + random.nextLong(200_000);
        packets.add(new Packet(packets.size(), flow, 0, atUs, 200_000, (arrivesUs + 1) * US));
      }
    }
    return inOrder(packets);
  }

  private static List<Packet> inOrder(List<Packet> packets) {
    return packets.stream()
        .sorted(Comparator.comparingLong(Packet::arrivesNs).thenComparingInt(Packet::number))
        .toList();
  }
}
