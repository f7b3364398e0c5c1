package io.hawser.edge.bench;

import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.SuperPacket;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.wireguard.Transport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The whole of `Inbound` without system calls and cipher, per datagram: a small one each time of
/// another flow, the segments of a stream that are joined again, and a duty cycle with one packet.
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class InboundBenchmark {
  private static final int SMALL = 228;
  private static final int BURST = 64;
  private static final long CYCLE_NS = 1_000;
  private static final int STRIDE = 2048;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Flows, and the peers that they are spread over.
  @Param({"1/1", "1000/1", "100000/500"})
  public String flowsAndPeers;

  private final InetSocketAddress source = new InetSocketAddress("192.0.2.2", 51820);
  private final MemorySegment small = Arena.global().allocate(512, 64);
  private final MemorySegment segments =
      Arena.global().allocate((long) StreamPacket.SEGMENTS * STRIDE, 64);
  private final int[] order = new int[1 << 17];
  private long[] counters;
  private int[] lengths;
  private int peers;
  private int next;
  private long nowNs = Edge.NOW_NS;
  private Edge edge;

  @Setup
  public void fill() {
    int slash = flowsAndPeers.indexOf('/');
    int flows = Integer.parseInt(flowsAndPeers.substring(0, slash));
    peers = Integer.parseInt(flowsAndPeers.substring(slash + 1));
    counters = new long[peers];
    edge = new Edge(peers, NoCipher.SUITE, PacketCipher.CHACHA20_POLY1305);
    Edge.udp(small, Transport.HEADER_LENGTH - VirtioHeader.LENGTH, SMALL);
    layOutSegments();
    Random random = new Random(1);
    for (int i = 0; i < order.length; i++) {
      order[i] = i < flows ? i : random.nextInt(flows);
    }
    for (int i = 0; i < flows; i++) {
      smallDatagram();
    }
  }

  private void layOutSegments() {
    StreamPacket stream = new StreamPacket();
    stream.layOut(Edge.remote(0, peers), Edge.local(0));
    SuperPacket packet = new SuperPacket();
    packet.read(stream.memory, 0, StreamPacket.LENGTH);
    lengths = new int[packet.count()];
    for (int i = 0; i < packet.count(); i++) {
      lengths[i] = packet.cut(i);
      long at = (long) i * STRIDE + Transport.HEADER_LENGTH;
      MemorySegment.copy(stream.memory, packet.offset(), segments, at, lengths[i]);
    }
  }

  @Benchmark
  public long smallDatagram() {
    int n = order[next & order.length - 1];
    Edge.address(small, Transport.HEADER_LENGTH, Edge.remote(n, peers), Edge.local(n), n);
    deliver(small, 0, SMALL, n % peers);
    if ((++next & BURST - 1) == 0) {
      edge.inbound.onDrained();
    }
    return edge.nowhere.delivered;
  }

  @Benchmark
  @OperationsPerInvocation(StreamPacket.SEGMENTS)
  public long segment() {
    for (int i = 0; i < lengths.length; i++) {
      deliver(segments, (long) i * STRIDE, lengths[i], 0);
    }
    edge.inbound.onDrained();
    return edge.nowhere.delivered;
  }

  /// One packet, and what the thread asks and does about time.
  @Benchmark
  public long cycle() {
    nowNs += CYCLE_NS;
    smallDatagram();
    if (nowNs - edge.inbound.nextDeadlineNs() >= 0) {
      edge.inbound.onTick(nowNs);
    }
    return edge.inbound.nextDeadlineNs();
  }

  private void deliver(MemorySegment memory, long at, int length, int peer) {
    memory.set(INT, at, 4);
    memory.set(INT, at + 4, edge.sessions.get(peer).receiveKey().localIndex());
    memory.set(LONG, at + 8, counters[peer]++);
    edge.inbound.onDatagram(
        0, source, WireEgress.UNMARKED, memory, at, length + Transport.OVERHEAD, nowNs);
  }

  @TearDown
  public void check() {
    edge.check();
  }
}
