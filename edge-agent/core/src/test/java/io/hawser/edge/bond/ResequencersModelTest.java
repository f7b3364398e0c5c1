package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a naive model of the rule of the oldest.
class ResequencersModelTest extends ResequencersFixture {
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
}
