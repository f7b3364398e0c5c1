package io.hawser.edge.bench;

import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The whole of `Outbound` for a small packet that waits for its link, and leaves at its turn: one
/// comes and one goes. Without a cipher; what `OutboundBenchmark` has less is the queue's.
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class QueueBenchmark {
  private static final int SMALL = 228;

  /// As fast as the places for waiting packets bear: some 1,700 come and go in a turn.
  private static final long RATE = 4_000_000_000L;

  /// What the packet takes at 98 % of that: padded to 240 bytes, and 60 of the tunnel.
  private static final long PACKET_NS = 612;

  /// More than may leave at once, and as many as are to wait.
  private static final int AHEAD = 6_500;

  @Param({"1", "1000"})
  public int flows;

  private final MemorySegment small = Arena.global().allocate(512, 64);
  private int next;
  private long nowNs = Edge.NOW_NS;
  private Edge edge;

  @Setup
  public void fill() {
    edge = new Edge(1, NoCipher.SUITE, PacketCipher.CHACHA20_POLY1305, Map.of(0, RATE));
    Edge.udp(small, 0, SMALL);
    for (int i = 0; i < AHEAD; i++) {
      give();
    }
  }

  private void give() {
    int n = next++ % flows;
    Edge.address(small, VirtioHeader.LENGTH, Edge.local(n), Edge.remote(n, 1), n);
    edge.outbound.onTunPacket(small, 0, VirtioHeader.LENGTH + SMALL, nowNs);
  }

  @Benchmark
  public long smallPacketThatWaits() {
    nowNs += PACKET_NS;
    give();
    if (nowNs - edge.outbound.nextDeadlineNs() >= 0) {
      edge.outbound.onTick(nowNs);
    }
    return edge.nowhere.sent;
  }

  /// Throws where packets were dropped, or did not wait.
  @TearDown
  public void check() {
    edge.check();
    edge.outbound.onDescribeQueues(
        links -> {
          int waiting = links.getFirst().classes().stream().mapToInt(each -> each.waiting()).sum();
          if (waiting == 0) {
            throw new IllegalStateException("waiting: 0 (expected: packets that wait)");
          }
        });
  }
}
