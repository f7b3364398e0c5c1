package io.hawser.edge.bench;

import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.LeftChecksum;
import io.hawser.edge.packet.SuperPacket;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A TCP super-packet of 40 segments cut, and cut and joined again; per segment.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class SuperPacketBenchmark {
  private static final int SEGMENTS = StreamPacket.SEGMENTS;

  /// Whether checksums are left to the far edge.
  @Param({"false", "true"})
  public boolean leave;

  private final StreamPacket stream = new StreamPacket();
  private final MemorySegment memory = stream.memory;
  private final SuperPacket packet = new SuperPacket();
  private final FlowKey key = new FlowKey();
  private final Object flow = new Object();
  private int joined;
  private final Coalescer coalescer =
      new Coalescer(
          new Coalescer.Abilities(true, true),
          (_, _, _, packets) -> joined = Math.max(joined, packets));

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int cut() {
    stream.layOut(0x0A01_0002, 0x0A02_0009);
    read();
    int length = 0;
    for (int i = 0; i < packet.count(); i++) {
      length += packet.cut(i);
    }
    return length;
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int cutAndJoined() {
    stream.layOut(0x0A01_0002, 0x0A02_0009);
    read();
    for (int i = 0; i < packet.count(); i++) {
      int length = packet.cut(i);
      long at = coalescer.place(length);
      // In place of the cipher, which writes there what it opens.
      MemorySegment.copy(memory, packet.offset(), coalescer.memory(), at, length);
      key.read(coalescer.memory(), at);
      coalescer.add(
          flow, key, length, LeftChecksum.isLeft(coalescer.memory(), at, key.upperOffset));
    }
    coalescer.flush();
    if (joined != SEGMENTS) {
      throw new IllegalStateException("joined: " + joined + " (expected: " + SEGMENTS + ")");
    }
    return joined;
  }

  private void read() {
    packet.read(memory, 0, StreamPacket.LENGTH);
    if (leave) {
      key.read(memory, packet.start());
      packet.leaveChecksums(key);
    }
  }
}
