package io.hawser.edge.bench;

import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

/// The whole of `Outbound` without system calls and cipher, per packet of one flow, in each mode:
/// with all datagrams that the packet makes, parity too, and what the thread asks and does about
/// time.
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class ModeOutboundBenchmark {
  private static final long PACKET_NS = 1_000;

  @Param public FlowMode mode;

  /// Bytes of the IP packet.
  @Param({"228", "1300"})
  public int length;

  private final MemorySegment packet = Arena.global().allocate(2_048, 64);
  private long nowNs = Edge.NOW_NS;
  private long packets;
  private ModeEdge edge;

  @Setup
  public void fill() {
    edge = new ModeEdge(mode);
    Edge.udp(packet, 0, length);
    Edge.address(packet, VirtioHeader.LENGTH, Edge.local(0), Edge.remote(0, 1), 0);
  }

  @Benchmark
  public long packet() {
    nowNs += PACKET_NS;
    packets++;
    edge.outbound.onCycle(nowNs);
    edge.outbound.onTunPacket(packet, 0, VirtioHeader.LENGTH + length, nowNs);
    if (nowNs - edge.outbound.nextDeadlineNs() >= 0) {
      edge.outbound.onTick(nowNs);
    }
    return edge.nowhere.sent;
  }

  /// Throws where packets went in another mode.
  @TearDown
  public void check() {
    edge.check(0);
    long least =
        switch (mode) {
          case PLAIN, PROTECT_CLEAN, BOND -> packets;
          case DUPLICATE -> 2 * packets;
          case PROTECT_LOSSY -> packets + packets / 10;
        };
    int type = edge.lastType();
    boolean isAsAsked =
        switch (mode) {
          case PLAIN, PROTECT_CLEAN -> type == ModeEdge.NO_FRAME;
          case DUPLICATE -> type == OverlayFrame.COPY;
          case BOND -> type == OverlayFrame.BOND;
          case PROTECT_LOSSY -> type == OverlayFrame.PROTECTED || type == OverlayFrame.REPAIR;
        };
    if (edge.nowhere.sent < least || !isAsAsked) {
      String told = edge.nowhere.sent + ", the last in a frame of type " + type;
      throw new IllegalStateException(
          "sent: " + told + " (expected: " + least + " or more, " + mode + ")");
    }
  }
}
