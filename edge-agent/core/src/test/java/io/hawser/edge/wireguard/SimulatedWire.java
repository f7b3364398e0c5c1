package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.RandomSource;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BiPredicate;

/// Edges on one network in virtual time: datagrams take their latency, some are lost, timers fire
/// when they are due.
final class SimulatedWire implements SimulatedEdge.Uplink {
  static final long MILLI_NS = 1_000_000L;
  static final long S = 1_000_000_000L;

  private record Arrival(long atNs, long order, byte[] datagram, Endpoint source, Endpoint to) {}

  private record Call(long atNs, long order, Runnable action) {}

  final Random random;
  final List<SimulatedEdge> edges = new ArrayList<>();
  final List<byte[]> seen = new ArrayList<>();
  private final PriorityQueue<Arrival> underway =
      new PriorityQueue<>(
          Comparator.comparingLong(Arrival::atNs).thenComparingLong(Arrival::order));
  private final PriorityQueue<Call> calls =
      new PriorityQueue<>(Comparator.comparingLong(Call::atNs).thenComparingLong(Call::order));

  long nowNs = S;
  long latencyNs = 20 * MILLI_NS;
  long jitterNs;
  double loss;
  double duplication;
  int lost;
  int ticks;

  /// Whether a datagram of this sender is lost.
  BiPredicate<SimulatedEdge, byte[]> filter = (_, _) -> false;

  private long order;

  SimulatedWire(long seed) {
    this.random = new Random(seed);
  }

  RandomSource randomSource() {
    return random::nextBytes;
  }

  SimulatedEdge edge(int number) {
    var edge =
        new SimulatedEdge(
            PrivateKey.generate(randomSource()), address(number), randomSource(), this);
    edge.nowNs = nowNs;
    edges.add(edge);
    return edge;
  }

  static InetSocketAddress address(int number) {
    return new InetSocketAddress("192.0.2." + number, 51820);
  }

  @Override
  public void send(SimulatedEdge from, byte[] datagram, Endpoint to) {
    seen.add(datagram);
    if (filter.test(from, datagram) || random.nextDouble() < loss) {
      lost++;
      return;
    }
    carry(from, datagram, to);
    if (duplication > 0 && random.nextDouble() < duplication) {
      carry(from, datagram, to);
    }
  }

  private void carry(SimulatedEdge from, byte[] datagram, Endpoint to) {
    long delayNs = latencyNs + (jitterNs == 0 ? 0 : random.nextLong(jitterNs));
    underway.add(
        new Arrival(nowNs + delayNs, order++, datagram, new Endpoint(0, from.address), to));
  }

  void at(long atNs, Runnable action) {
    calls.add(new Call(atNs, order++, action));
  }

  void runFor(long durationNs) {
    long endNs = nowNs + durationNs;
    while (true) {
      long nextNs = nextNs();
      if (nextNs > endNs) {
        setNow(endNs);
        return;
      }
      setNow(Math.max(nowNs, nextNs));
      step();
    }
  }

  private void step() {
    if (!underway.isEmpty() && underway.peek().atNs <= nowNs) {
      Arrival arrival = underway.remove();
      for (SimulatedEdge edge : edges) {
        if (edge.address.equals(arrival.to.address())) {
          edge.receive(arrival.datagram, arrival.source);
        }
      }
      return;
    }
    if (!calls.isEmpty() && calls.peek().atNs <= nowNs) {
      calls.remove().action.run();
      return;
    }
    ticks++;
    for (SimulatedEdge edge : edges) {
      if (edge.identity.nextDeadlineNs() <= nowNs) {
        edge.identity.onTick(nowNs);
      }
    }
  }

  private long nextNs() {
    long nextNs = Long.MAX_VALUE;
    if (!underway.isEmpty()) {
      nextNs = underway.peek().atNs;
    }
    if (!calls.isEmpty()) {
      nextNs = Math.min(nextNs, calls.peek().atNs);
    }
    for (SimulatedEdge edge : edges) {
      nextNs = Math.min(nextNs, edge.identity.nextDeadlineNs());
    }
    return nextNs;
  }

  private void setNow(long toNs) {
    nowNs = toNs;
    for (SimulatedEdge edge : edges) {
      edge.nowNs = toNs;
    }
  }
}
