package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What loss, floods and nonsense of one flow or peer may do to the others, and to memory.
class ResequencersIsolationTest extends ResequencersFixture {
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void lossOfOneFlowAddsNothingToAnother(int peer) {
    assertThat(besideALossyFlow(peer, 0.05, 3)).isEqualTo(besideALossyFlow(peer, 0, 3));
  }

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
}
