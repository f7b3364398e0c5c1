package io.hawser.edge.bench;

import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A packet's 5-tuple read and its flow found, each time another of many flows in random order, so
/// that nothing of it is in a cache unless all fits; and the part of a tick that forgets idle
/// flows.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class FlowBenchmark {
  @Param({"1", "1000", "100000"})
  public int flows;

  private final MemorySegment packet = Arena.global().allocate(256, 64);
  private final FlowKey key = new FlowKey();
  private final FlowTable table = new FlowTable(1 << 17);
  private final Random random = new Random(1);
  private final int[] order = new int[1 << 17];
  private int next;

  @Setup
  public void fill() {
    Edge.udp(packet, 0, 200);
    for (int n = 0; n < flows; n++) {
      find(n);
    }
    for (int i = 0; i < order.length; i++) {
      order[i] = random.nextInt(flows);
    }
  }

  @Benchmark
  public Flow readAndFound() {
    return find(order[next++ & order.length - 1]);
  }

  @Benchmark
  public int sweptTick() {
    table.sweep(Edge.NOW_NS);
    return table.size();
  }

  private Flow find(int n) {
    Edge.address(packet, VirtioHeader.LENGTH, Edge.local(n), Edge.remote(n, 1), n);
    key.read(packet, VirtioHeader.LENGTH);
    return table.findOrCreate(key, Edge.NOW_NS);
  }
}
