package io.hawser.edge.bench;

import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Checksum;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.SuperPacket;
import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
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
  private static final int SEGMENTS = 40;
  private static final int SIZE = 1368;
  private static final int IP = VirtioHeader.LENGTH;
  private static final int TCP = 20;
  private static final int HEADERS = 40;
  private static final int TOTAL = HEADERS + SEGMENTS * SIZE;

  private final MemorySegment memory = Arena.global().allocate(70_000, 64);
  private final SuperPacket packet = new SuperPacket();
  private final FlowKey key = new FlowKey();
  private final Object flow = new Object();
  private int joined;
  private final Coalescer coalescer =
      new Coalescer(
          new Coalescer.Abilities(true, true),
          (_, _, _, packets) -> joined = Math.max(joined, packets));

  /// The first header, which the cuts leave as they made it: from 10.1.0.2:40000 to 10.2.0.9:443.
  private void layOut() {
    VirtioHeader.segments(memory, 0, VirtioHeader.GSO_TCPV4, HEADERS, SIZE, TCP, 16);
    Bytes.put32(memory, IP, 0x4500_0000 | TOTAL);
    Bytes.put32(memory, IP + 4, 0x0001_4000);
    Bytes.put32(memory, IP + 8, 0x4006_0000);
    Bytes.put32(memory, IP + 12, 0x0A01_0002);
    Bytes.put32(memory, IP + 16, 0x0A02_0009);
    Bytes.put32(memory, IP + TCP, 0x9C40_01BB);
    Bytes.put32(memory, IP + TCP + 4, 1);
    Bytes.put32(memory, IP + TCP + 12, 0x5010_01F5);
    // As the kernel leaves it: the pseudo header's sum.
    long pseudo = Checksum.sum(memory, IP + 12, 8) + 6 + TOTAL - TCP;
    Bytes.put16(memory, IP + TCP + 16, ~Checksum.finish(pseudo) & 0xFFFF);
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int cut() {
    layOut();
    packet.read(memory, 0, IP + TOTAL);
    int length = 0;
    for (int i = 0; i < packet.count(); i++) {
      length += packet.cut(i);
    }
    return length;
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int cutAndJoined() {
    layOut();
    packet.read(memory, 0, IP + TOTAL);
    for (int i = 0; i < packet.count(); i++) {
      int length = packet.cut(i);
      long at = coalescer.place(length);
      // In place of the cipher, which writes there what it opens.
      MemorySegment.copy(memory, packet.offset(), coalescer.memory(), at, length);
      key.read(coalescer.memory(), at);
      coalescer.add(flow, key, length);
    }
    coalescer.flush();
    if (joined != SEGMENTS) {
      throw new IllegalStateException("joined: " + joined + " (expected: " + SEGMENTS + ")");
    }
    return joined;
  }
}
