package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResequencersTest {
  private static final long NS_PER_MS = 1_000_000;
  private static final int LENGTH = 40;

  /// `peer/flow:sequence` of what was delivered, in its order.
  private final List<String> delivered = new ArrayList<>();

  private final List<BondDrop> dropped = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final int[] counts = new int[64];

  private final BondOutput output =
      new BondOutput() {
        @Override
        public void deliver(int peer, MemorySegment p, long at, int length, long nowNs) {
          int flow = p.get(ValueLayout.JAVA_INT_UNALIGNED, at);
          int sequence = p.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4);
          delivered.add(peer + "/" + flow + ":" + sequence);
        }

        @Override
        public void ask(int peer, int flow, boolean overdue, int first, int others) {
          asked.add(
              (overdue ? "overdue " : "")
                  + peer
                  + "/"
                  + flow
                  + ":"
                  + first
                  + "+"
                  + Integer.toBinaryString(others));
        }

        @Override
        public void drop(int peer, BondDrop reason) {
          dropped.add(reason);
        }
      };

  private Resequencers resequencers = new Resequencers(output, false);
  private Order order = Order.MEASURED;

  private static MemorySegment packet(int flow, int sequence) {
    MemorySegment p = MemorySegment.ofArray(new byte[LENGTH]);
    p.set(ValueLayout.JAVA_INT_UNALIGNED, 0, flow);
    p.set(ValueLayout.JAVA_INT_UNALIGNED, 4, sequence);
    return p;
  }

  /// Of peer 0 and flow 7, as the next one on this path.
  private void take(int path, int sequence, long ms) {
    take(path, ++counts[path], sequence, ms);
  }

  private void take(int path, int count, int sequence, long ms) {
    resequencers.onPacket(
        0, path, 7, count & 0xFF, sequence, order, packet(7, sequence), 0, LENGTH, ms * NS_PER_MS);
  }

  private void lose(int path) {
    counts[path]++;
  }

  private void tick(long ms) {
    resequencers.onTick(ms * NS_PER_MS);
  }

  private static List<String> sequences(int... all) {
    List<String> names = new ArrayList<>();
    for (int each : all) {
      names.add("0/7:" + each);
    }
    return names;
  }

  // ---------------------------------------------------------------- one flow

  @Test
  void deliversInOrderWhatPathsMixedUp() {
    take(1, 2, 0);
    take(1, 3, 0);
    take(2, 0, 10);
    assertThat(delivered).isEqualTo(sequences(0));
    take(2, 1, 11);
    assertThat(delivered).isEqualTo(sequences(0, 1, 2, 3));
    assertThat(resequencers.view().held()).isZero();
    assertThat(resequencers.nextDeadlineNs()).isLessThan(2_000 * NS_PER_MS);
  }

  @Test
  void beginsWithWhatItSeesFirstWhereItMissedTheBeginning() {
    take(1, 500, 0);
    take(1, 501, 0);
    take(2, 499, 1);
    assertThat(delivered).isEqualTo(sequences(500, 501, 499));
    assertThat(resequencers.view().late()).isEqualTo(1);
  }

  @Test
  void dropsWhatCameTwice() {
    take(1, 0, 0);
    take(2, 0, 1);
    take(1, 2, 2);
    take(2, 2, 3);
    take(2, 1, 4);
    take(1, 1, 5);
    assertThat(delivered).isEqualTo(sequences(0, 1, 2));
    assertThat(dropped).containsExactly(BondDrop.DUPLICATE, BondDrop.DUPLICATE, BondDrop.DUPLICATE);
    assertThat(resequencers.view().duplicates()).isEqualTo(3);
  }

  @Test
  void waitsToTheCapAsLongAsNothingIsMeasured() {
    take(1, 0, 0);
    take(1, 2, 10);
    tick(109);
    assertThat(delivered).isEqualTo(sequences(0));
    tick(110);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    take(2, 1, 120);
    assertThat(delivered).as("late, at once").isEqualTo(sequences(0, 2, 1));
    take(1, 1, 121);
    assertThat(dropped).containsExactly(BondDrop.DUPLICATE);
    BondView view = resequencers.view();
    assertThat(view.missed()).isEqualTo(1);
    assertThat(view.late()).isEqualTo(1);
  }

  /// Path 2 is 20 ms behind, again and again; then one of its packets does not come.
  @Test
  void waitsAsLongAsThePathsDifferAndJitter() {
    int sequence = 0;
    long ms = 0;
    for (; sequence < 200; sequence += 2, ms += 30) {
      take(1, sequence + 1, ms);
      take(2, sequence, ms + 20);
    }
    assertThat(resequencers.waitNs(0, ms * NS_PER_MS)).isBetween(20 * NS_PER_MS, 25 * NS_PER_MS);
    take(1, sequence + 1, ms);
    tick(ms + 19);
    assertThat(delivered).hasSize(200);
    tick(ms + 26);
    assertThat(delivered).hasSize(201);
  }

  @Test
  void waitsToTheCapWhereOrderIsAll() {
    waitsAsLongAsThePathsDifferAndJitter();
    order = Order.STRICT;
    take(1, 203, 10_000);
    tick(10_099);
    assertThat(delivered).hasSize(201);
    tick(10_100);
    assertThat(delivered).hasSize(202);
  }

  @Test
  void aStoneLeavesTheOrderAlone() {
    order = Order.STRICT;
    take(1, 0, 0);
    take(2, 3, 0);
    resequencers.onPacket(0, 1, 7, ++counts[1], 2, Order.MEASURED, MemorySegment.NULL, 0, 0, 0);
    assertThat(delivered).isEqualTo(sequences(0));
    take(1, 1, 5);
    assertThat(delivered).isEqualTo(sequences(0, 1, 3));
  }

  @Test
  void makesRoomForFlowsThatBegin() {
    for (int flow = 0; flow < Resequencers.FLOWS_OF_PEER; flow++) {
      resequencers.onPacket(0, 1, flow, 1, 0, order, packet(flow, 0), 0, LENGTH, 0);
    }
    long nowNs = Resequencers.IDLE_NS + NS_PER_MS;
    resequencers.onPacket(0, 1, 9_999, 1, 0, order, packet(9_999, 0), 0, LENGTH, nowNs);
    assertThat(resequencers.view().unordered()).isZero();
    assertThat(resequencers.view().flows()).isEqualTo(1);
  }

  @Test
  void holdsNothingThatIsRealTime() {
    order = Order.NONE;
    take(1, 3, 0);
    take(1, 5, 0);
    take(2, 4, 1);
    take(2, 4, 1);
    take(2, 3, 1);
    take(1, 0, 1);
    assertThat(delivered).isEqualTo(sequences(3, 5, 4, 0));
    assertThat(dropped).containsExactly(BondDrop.DUPLICATE, BondDrop.DUPLICATE);
    assertThat(resequencers.view().held()).isZero();
  }

  @Test
  void doesNotWaitForWhatAPathLost() {
    take(1, 0, 0);
    lose(1);
    take(1, 2, 1);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    assertThat(resequencers.view().missed()).isEqualTo(1);
  }

  /// The other path was in use a moment ago, but all that is missing is missing on this one.
  @Test
  void asksForWhatItsOwnPathLostAlone() {
    resequencers = new Resequencers(output, true);
    take(2, 0, 0);
    take(1, 1, 1);
    take(1, 2, 2);
    lose(1);
    take(1, 4, 3);
    assertThat(asked).containsExactly("0/7:3+0");
    lose(1);
    take(1, 6, 4);
    assertThat(asked).containsExactly("0/7:3+0", "0/7:5+0");
    take(2, 7, 5);
    take(1, 8, 6);
    assertThat(asked).as("once").hasSize(2);
  }

  /// Both paths are in use: the missing one is lost once the second has passed it too.
  @Test
  void waitsUntilBothPathsHavePassedIt() {
    take(1, 0, 0);
    take(2, 1, 0);
    lose(1);
    take(1, 4, 5);
    assertThat(delivered).isEqualTo(sequences(0, 1));
    tick(5);
    assertThat(delivered).as("2 may be on path 2").isEqualTo(sequences(0, 1));
    take(2, 3, 6);
    assertThat(delivered).isEqualTo(sequences(0, 1, 3, 4));
  }

  /// A path on which nothing was sent for a while brings what the other overtook.
  @Test
  void waitsForAPathThatBeginsAnew() {
    for (int sequence = 0; sequence < 100; sequence++) {
      take(1, sequence, sequence * 10L);
    }
    take(1, 104, 1_000);
    take(1, 105, 1_001);
    for (int sequence = 100; sequence < 104; sequence++) {
      take(2, sequence, 1_060);
    }
    assertThat(delivered).hasSize(106);
    assertThat(resequencers.view().late()).isZero();
  }

  @Test
  void asksForWhatWasLostAndWaitsForIt() {
    resequencers = new Resequencers(output, true);
    resequencers.setAskNs(0, 60 * NS_PER_MS);
    take(1, 0, 0);
    lose(1);
    take(1, 2, 1);
    lose(1);
    lose(1);
    take(1, 5, 2);
    assertThat(asked).containsExactly("0/7:1+0", "0/7:3+1");
    assertThat(delivered).isEqualTo(sequences(0));
    take(2, 1, 40);
    take(2, 3, 41);
    take(2, 4, 41);
    assertThat(delivered).isEqualTo(sequences(0, 1, 2, 3, 4, 5));
    assertThat(resequencers.view().missed()).isZero();
    assertThat(resequencers.waitNs(0, 50 * NS_PER_MS))
        .as("is no spread")
        .isEqualTo(SpreadMeter.CAP_NS);
  }

  @Test
  void givesUpWhatWasAskedForInVain() {
    resequencers = new Resequencers(output, true);
    resequencers.setAskNs(0, 150 * NS_PER_MS);
    take(1, 0, 0);
    lose(1);
    take(1, 2, 1);
    tick(150);
    assertThat(delivered).isEqualTo(sequences(0));
    tick(151);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksOnceMoreWhereThereIsTime() {
    resequencers = new Resequencers(output, true);
    resequencers.setAskNs(0, 60 * NS_PER_MS);
    for (int sequence = 0; sequence < 20; sequence += 2) {
      // So that little is waited for.
      take(2, sequence + 1, 10L * sequence);
      take(1, sequence, 10L * sequence + 1);
    }
    lose(1);
    take(1, 21, 300);
    assertThat(asked).containsExactly("0/7:20+0");
    tick(359);
    assertThat(asked).hasSize(1);
    tick(360);
    assertThat(asked).containsExactly("0/7:20+0", "0/7:20+0");
    tick(419);
    assertThat(delivered).hasSize(20);
    tick(420);
    assertThat(delivered).hasSize(21);
    assertThat(asked).hasSize(2);
  }

  @Test
  void passesAStone() {
    take(1, 0, 0);
    take(1, 2, 1);
    resequencers.onPacket(0, 2, 7, 1, 1, order, MemorySegment.NULL, 0, 0, 2 * NS_PER_MS);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    resequencers.onPacket(0, 2, 7, 2, 4, order, MemorySegment.NULL, 0, 0, 3 * NS_PER_MS);
    take(1, 5, 4);
    take(1, 3, 5);
    assertThat(delivered).isEqualTo(sequences(0, 2, 3, 5));
    assertThat(dropped).isEmpty();
    take(1, 4, 6);
    assertThat(delivered).as("in spite of the stone").isEqualTo(sequences(0, 2, 3, 5, 4));
  }

  @Test
  void followsASequenceThatWraps() {
    int first = -6;
    for (int n = 0; n < 12; n += 2) {
      take(1, first + n + 1, n);
      take(2, first + n, n);
    }
    assertThat(delivered).hasSize(12);
    assertThat(delivered.get(0)).isEqualTo("0/7:-5");
    assertThat(delivered.subList(2, 12)).isEqualTo(sequences(-4, -3, -2, -1, 0, 1, 2, 3, 4, 5));
  }

  @Test
  void beginsAnewWhereTheSequenceJumps() {
    take(1, 0, 0);
    take(1, 2, 0);
    take(1, 100_000, 1);
    assertThat(delivered).isEqualTo(sequences(0, 2, 100_000));
    take(1, 100_001, 1);
    assertThat(delivered).hasSize(4);
    assertThat(resequencers.view().jumps()).isEqualTo(1);
  }

  @Test
  void followsASenderThatBeganAnewBehind() {
    take(1, 50_000, 0);
    take(1, 0, 1);
    assertThat(dropped).containsExactly(BondDrop.TOO_OLD);
    take(1, 1, 2);
    take(1, 2, 3);
    assertThat(delivered).isEqualTo(sequences(50_000, 1, 2));
  }

  @Test
  void forgetsAFlowThatPauses() {
    take(1, 0, 0);
    tick(0);
    take(1, 9, 100);
    tick(10_050);
    assertThat(resequencers.view().flows()).isEqualTo(1);
    tick(11_200);
    assertThat(resequencers.view().flows()).isZero();
    assertThat(resequencers.view().held()).isZero();
    assertThat(delivered).hasSize(2);
    assertThat(resequencers.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  // ---------------------------------------------------------------- against a naive model

  /// A tree of what is held, and the rule of the oldest.
  private static final class Model {
    final TreeMap<Integer, Long> held = new TreeMap<>();
    final Set<Integer> ever = new HashSet<>();
    final List<Integer> out = new ArrayList<>();
    int next;

    void take(int sequence, long nowNs) {
      if (!ever.add(sequence)) {
        return;
      }
      if (sequence < next) {
        out.add(sequence);
      } else {
        held.put(sequence, nowNs);
        drain();
      }
    }

    void drain() {
      while (held.remove(next) != null) {
        out.add(next++);
      }
    }

    void tick(long nowNs) {
      while (!held.isEmpty()) {
        Map.Entry<Integer, Long> oldest =
            held.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        if (nowNs - oldest.getValue() < SpreadMeter.CAP_NS) {
          return;
        }
        for (; next <= oldest.getKey(); next++) {
          if (held.remove(next) != null) {
            out.add(next);
          }
        }
        drain();
      }
    }
  }

  /// Three paths of different delay, that lose some, jitter, and bring some twice. No path admits
  /// what it lost, so that only time tells.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doesAsANaiveModelDoes(long seed) {
    var random = new SplittableRandom(seed);
    order = Order.STRICT;
    record Arrival(long atNs, int sequence, int path) {}
    var arrivals = new PriorityQueue<Arrival>((a, b) -> Long.compare(a.atNs, b.atNs));
    long[] delayNs = {10 * NS_PER_MS, 40 * NS_PER_MS, (40 + random.nextInt(90)) * NS_PER_MS};
    double loss = random.nextDouble(0.05);
    int path = 0;
    long atNs = 0;
    for (int sequence = 0; sequence < 5_000; sequence++) {
      path = random.nextInt(8) == 0 ? random.nextInt(3) : path;
      // Odd, so that no two come at once.
      atNs += 1 + 2 * random.nextLong(NS_PER_MS / 2);
      for (int n = random.nextInt(50) == 0 ? 2 : 1; n > 0; n--) {
        if (random.nextDouble() >= loss) {
          arrivals.add(
              new Arrival(atNs + delayNs[path] + random.nextLong(10 * NS_PER_MS), sequence, path));
        }
      }
    }
    Model model = new Model();
    for (long nowNs = 0; !arrivals.isEmpty(); nowNs += NS_PER_MS / 4) {
      model.tick(nowNs);
      resequencers.onTick(nowNs);
      while (!arrivals.isEmpty() && arrivals.peek().atNs <= nowNs) {
        Arrival each = arrivals.remove();
        model.take(each.sequence, each.atNs);
        resequencers.onPacket(
            0,
            each.path,
            7,
            ++counts[each.path] & 0xFF,
            each.sequence,
            order,
            packet(7, each.sequence),
            0,
            LENGTH,
            each.atNs);
      }
    }
    assertThat(delivered).isEqualTo(model.out.stream().map(each -> "0/7:" + each).toList());
  }

  // ---------------------------------------------------------------- others' flows

  /// Flow 9 of `peer`, when its packets were delivered, beside flow 7 of peer 0 that loses some.
  private List<Long> besideALossyFlow(int peer, double loss, long seed) {
    List<Long> timesNs = new ArrayList<>();
    Resequencers both =
        new Resequencers(
            new BondOutput() {
              @Override
              public void deliver(int from, MemorySegment p, long at, int length, long nowNs) {
                if (p.get(ValueLayout.JAVA_INT_UNALIGNED, at) == 9) {
                  timesNs.add(nowNs);
                }
              }

              @Override
              public void ask(int from, int flow, boolean overdue, int first, int others) {}

              @Override
              public void drop(int from, BondDrop reason) {}
            },
            true);
    var random = new SplittableRandom(seed);
    record Arrival(long atNs, int sequence, int path) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (int n = 0; n < 20_000; n++) {
      // Path 1 is behind by ten packets.
      int path = n / 8 & 1;
      arrivals.add(new Arrival((n + 10 * path) * NS_PER_MS / 4, n, path));
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atNs));
    int[] own = new int[2];
    int[] others = new int[2];
    for (Arrival each : arrivals) {
      int path = each.path;
      int n = each.sequence;
      both.onTick(each.atNs);
      others[path]++;
      if (random.nextDouble() >= loss) {
        both.onPacket(
            0, path, 7, others[path] & 0xFF, n, Order.MEASURED, packet(7, n), 0, LENGTH, each.atNs);
      }
      both.onPacket(
          peer, path, 9, ++own[path] & 0xFF, n, Order.MEASURED, packet(9, n), 0, LENGTH, each.atNs);
    }
    assertThat(timesNs).hasSize(20_000);
    return timesNs;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void lossOfOneFlowAddsNothingToAnother(int peer) {
    assertThat(besideALossyFlow(peer, 0.05, 3)).isEqualTo(besideALossyFlow(peer, 0, 3));
  }

  // ---------------------------------------------------------------- hostile

  @Test
  void aPeerThatFillsTheRoomTakesItFromItselfOnly() {
    resequencers.onPacket(1, 1, 5, 1, 0, Order.STRICT, packet(5, 0), 0, LENGTH, 0);
    resequencers.onPacket(1, 1, 5, 2, 2, Order.STRICT, packet(5, 2), 0, LENGTH, 0);
    for (int flow = 0; flow < 600; flow++) {
      for (int n = 1; n < 20; n++) {
        resequencers.onPacket(
            0, 1, flow, n, 2 * n, Order.STRICT, packet(flow, 2 * n), 0, LENGTH, NS_PER_MS);
      }
    }
    BondView view = resequencers.view();
    assertThat(view.held()).isLessThanOrEqualTo(HeldPackets.PLACES).isGreaterThan(3_000);
    assertThat(view.overflows()).isPositive();
    assertThat(delivered).doesNotContain("1/5:2");
    resequencers.onPacket(1, 2, 5, 1, 1, Order.STRICT, packet(5, 1), 0, LENGTH, 2 * NS_PER_MS);
    assertThat(delivered.subList(delivered.size() - 2, delivered.size()))
        .containsExactly("1/5:1", "1/5:2");
  }

  @Test
  void aFloodOfFlowsIsPassedThrough() {
    for (int flow = 0; flow < 100_000; flow++) {
      resequencers.onPacket(0, 1, flow, 1, 3, Order.STRICT, packet(flow, 3), 0, LENGTH, NS_PER_MS);
    }
    BondView view = resequencers.view();
    assertThat(view.flows()).isEqualTo(Resequencers.FLOWS_OF_PEER);
    assertThat(view.unordered()).isEqualTo(100_000 - Resequencers.FLOWS_OF_PEER);
    resequencers.onPacket(1, 1, 5, 1, 0, Order.STRICT, packet(5, 0), 0, LENGTH, NS_PER_MS);
    assertThat(resequencers.view().flows()).isEqualTo(Resequencers.FLOWS_OF_PEER + 1);
  }

  /// Whatever comes: memory is bounded, each packet is delivered or dropped with a reason, once,
  /// and nothing is held for longer than the longest wait.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void losesNothingWithoutAReason(long seed) {
    var random = new SplittableRandom(seed);
    resequencers = new Resequencers(output, seed % 2 == 0);
    int[] bases = new int[40];
    long packets = 0;
    long nowNs = 0;
    for (int n = 0; n < 200_000; n++) {
      nowNs += random.nextLong(20_000);
      int flow = random.nextInt(bases.length);
      int sequence =
          switch (random.nextInt(100)) {
            case 0 -> random.nextInt();
            case 1 -> bases[flow] += Resequencer.AHEAD + random.nextInt(5) - 2;
            case 2 -> bases[flow] - Resequencer.BEHIND + random.nextInt(5) - 2;
            case 3 -> Integer.MIN_VALUE + random.nextInt(4);
            case 4, 5, 6, 7 -> bases[flow] + random.nextInt(5_000);
            default -> bases[flow] += random.nextInt(3);
          };
      boolean stone = random.nextInt(20) == 0;
      packets += stone ? 0 : 1;
      Order its = Order.values()[flow % 3];
      int path = random.nextInt(12);
      int count = random.nextInt(10) == 0 ? random.nextInt(256) : ++counts[path] & 0xFF;
      resequencers.onPacket(
          flow % 3,
          path,
          flow,
          count,
          sequence,
          its,
          packet(flow, sequence),
          0,
          stone ? 0 : LENGTH,
          nowNs);
      if (nowNs - resequencers.nextDeadlineNs() >= 0) {
        resequencers.onTick(nowNs);
        assertThat(resequencers.nextDeadlineNs()).isGreaterThan(nowNs);
      }
      if (n % 16 > 0) {
        continue;
      }
      BondView view = resequencers.view();
      assertThat(view.held()).isLessThanOrEqualTo(HeldPackets.PLACES);
      assertThat(view.heldBytes()).isLessThanOrEqualTo(HeldPackets.MOST_BYTES);
      long stonesHeld = view.held() - view.heldBytes() / LENGTH;
      assertThat(delivered.size() + dropped.size() + view.held() - stonesHeld)
          .as("packet %d of seed %d", n, seed)
          .isEqualTo(packets);
    }
    resequencers.onTick(nowNs + SpreadMeter.LONGEST_ASK_NS);
    assertThat(resequencers.view().held()).isZero();
    BondView view = resequencers.view();
    assertThat(view.inTurn() + view.late() + view.unordered()).isEqualTo(delivered.size());
    assertThat(view.duplicates() + view.tooOld()).isEqualTo(dropped.size());
    System.out.printf(Locale.ROOT, "bond hostile seed %d: %s%n", seed, view);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void deliversAGoodFlowWhole(Order its) {
    order = its;
    for (int n = 0; n < 10_000; n++) {
      take(1 + n % 3, n, n);
    }
    assertThat(delivered).hasSize(10_000);
    assertThat(resequencers.view().inTurn()).isEqualTo(10_000);
  }
}
