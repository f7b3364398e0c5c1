package io.hawser.edge.bench;

import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The whole of `Outbound` without system calls, per packet: a small one each time of another flow,
/// and the segments of a super-packet.
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class OutboundBenchmark {
  private static final int SMALL = 228;

  @Param({"none", "chacha20-poly1305", "aes-256-gcm"})
  public String cipher;

  /// Flows, and the peers that they are spread over.
  @Param({"1/1", "1000/1", "100000/500"})
  public String flowsAndPeers;

  private final MemorySegment small = Arena.global().allocate(512, 64);
  private final StreamPacket stream = new StreamPacket();
  private final int[] order = new int[1 << 17];
  private int peers;
  private int next;
  private Edge edge;

  @Setup
  public void fill() {
    int slash = flowsAndPeers.indexOf('/');
    int flows = Integer.parseInt(flowsAndPeers.substring(0, slash));
    peers = Integer.parseInt(flowsAndPeers.substring(slash + 1));
    edge =
        cipher.equals("none")
            ? new Edge(peers, NoCipher.SUITE, PacketCipher.CHACHA20_POLY1305)
            : new Edge(peers, AeadSuite.available().getFirst(), named(cipher));
    Edge.udp(small, 0, SMALL);
    Random random = new Random(1);
    for (int i = 0; i < order.length; i++) {
      order[i] = i < flows ? i : random.nextInt(flows);
    }
    for (int i = 0; i < flows; i++) {
      smallPacket();
    }
  }

  private static PacketCipher named(String word) {
    return Stream.of(PacketCipher.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  @Benchmark
  public long smallPacket() {
    int n = order[next++ & order.length - 1];
    Edge.address(small, VirtioHeader.LENGTH, Edge.local(n), Edge.remote(n, peers), n);
    edge.outbound.onTunPacket(small, 0, VirtioHeader.LENGTH + SMALL, Edge.NOW_NS);
    return edge.nowhere.sent;
  }

  @Benchmark
  @OperationsPerInvocation(StreamPacket.SEGMENTS)
  public long segment() {
    stream.layOut(Edge.local(0), Edge.remote(0, peers));
    edge.outbound.onTunPacket(stream.memory, 0, StreamPacket.LENGTH, Edge.NOW_NS);
    return edge.nowhere.sent;
  }

  @TearDown
  public void check() {
    edge.check();
  }
}
