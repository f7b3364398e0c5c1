package io.hawser.edge.bench;

import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.fec.Encoder;
import io.hawser.edge.overlay.BondFrame;
import io.hawser.edge.overlay.CopyFrame;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.wireguard.Transport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
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

/// The whole of `Inbound` without system calls and cipher, per packet of one flow, in each mode: 60
/// packets at a time with all datagrams that they take.
///
/// - duplicated: the original by one path, the copy by the other
/// - bonded: by two paths in turn, runs of 10, in order
/// - protected on a lossy path: a burst of two and a single one of 60 are lost, which is 5 %, and
///   parity follows each fifth packet by the other path
///
/// All packets are alike. So are then repair symbols of one key, whichever packets they sum up.
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"})
public class ModeInboundBenchmark {
  private static final int PACKETS = 60;
  private static final int RUN = 10;
  private static final int EVERY = 5;
  private static final int REPAIRS = PACKETS / EVERY;
  private static final long PACKET_NS = 1_000;
  private static final int FLOW = 7;
  private static final int CODE = 9;
  private static final int STRIDE = 2_048;
  private static final int PACKET_AT = 64;

  /// Headers of IP and UDP.
  private static final int HEADERS = 28;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Param public FlowMode mode;

  /// Bytes of the IP packet.
  @Param({"228", "1300"})
  public int length;

  private final InetSocketAddress source = new InetSocketAddress("192.0.2.2", 51820);
  private final MemorySegment packet = Arena.global().allocate(STRIDE, 64);
  private final MemorySegment datagram = Arena.global().allocate(STRIDE, 64);
  private final MemorySegment repairs = Arena.global().allocate((long) REPAIRS * STRIDE, 64);
  private final int[] keys = new int[REPAIRS];
  private final long[] counters = new long[ModeEdge.PATHS];
  private final int[] bonded = new int[ModeEdge.PATHS];
  private int symbolLength;
  private int sequence;
  private long nowNs = Edge.NOW_NS;
  private ModeEdge edge;

  @Setup
  public void fill() {
    edge = new ModeEdge(mode);
    // Its virtio header, which no datagram has, stands before.
    Edge.udp(packet, PACKET_AT - VirtioHeader.LENGTH, length);
    Edge.address(packet, PACKET_AT, Edge.remote(0, 1), Edge.local(0), 0);
    Encoder encoder = new Encoder(Encoder.MOST_WINDOW, length, 0);
    for (int i = 0; i < Encoder.MOST_WINDOW; i++) {
      encoder.add(packet, PACKET_AT, length);
    }
    for (int n = 0; n < REPAIRS; n++) {
      symbolLength = encoder.makeRepair(repairs, (long) n * STRIDE);
      keys[n] = encoder.repairKey();
    }
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public long packet() {
    for (int i = 0; i < PACKETS; i++) {
      nowNs += PACKET_NS;
      switch (mode) {
        case PLAIN, PROTECT_CLEAN -> plain(0);
        case DUPLICATE -> duplicated();
        case BOND -> bonded(i / RUN % ModeEdge.PATHS);
        case PROTECT_LOSSY -> guarded(i);
      }
      sequence++;
    }
    edge.inbound.onDrained();
    if (nowNs - edge.inbound.nextDeadlineNs() >= 0) {
      edge.inbound.onTick(nowNs);
    }
    return edge.nowhere.delivered;
  }

  private void plain(int path) {
    put(Transport.HEADER_LENGTH);
    deliver(path, length);
  }

  private void duplicated() {
    long original = counters[0];
    plain(0);
    int session = edge.sessions.get(0).receiveKey().localIndex();
    CopyFrame.write(datagram, Transport.HEADER_LENGTH, session, original, length);
    put(Transport.HEADER_LENGTH + CopyFrame.HEADER_LENGTH);
    deliver(1, CopyFrame.HEADER_LENGTH + length);
  }

  private void bonded(int path) {
    int count = ++bonded[path];
    BondFrame.write(datagram, Transport.HEADER_LENGTH, FLOW, count, sequence, length);
    put(Transport.HEADER_LENGTH + BondFrame.HEADER_LENGTH);
    deliver(path, BondFrame.HEADER_LENGTH + length);
  }

  private void guarded(int i) {
    boolean isLost = i == 20 || i == 21 || i == 43;
    if (!isLost) {
      ProtectedFrame.write(datagram, Transport.HEADER_LENGTH, CODE, sequence, length);
      put(Transport.HEADER_LENGTH + ProtectedFrame.HEADER_LENGTH);
      deliver(0, ProtectedFrame.HEADER_LENGTH + length);
    }
    if (i % EVERY == EVERY - 1) {
      repair(i / EVERY);
    }
  }

  private void repair(int n) {
    int first = sequence - Encoder.MOST_WINDOW + 1;
    RepairFrame.write(
        datagram, Transport.HEADER_LENGTH, CODE, first, Encoder.MOST_WINDOW, keys[n], symbolLength);
    long at = Transport.HEADER_LENGTH + RepairFrame.HEADER_LENGTH;
    MemorySegment.copy(repairs, (long) n * STRIDE, datagram, at, symbolLength);
    deliver(1, RepairFrame.HEADER_LENGTH + symbolLength);
  }

  private void put(long at) {
    MemorySegment.copy(packet, PACKET_AT, datagram, at, length);
  }

  private void deliver(int path, int plaintext) {
    datagram.set(INT, 0, 4);
    datagram.set(INT, 4, edge.sessions.get(path).receiveKey().localIndex());
    datagram.set(LONG, 8, counters[path]++);
    edge.inbound.onDatagram(
        0, source, WireEgress.UNMARKED, datagram, 0, plaintext + Transport.OVERHEAD, nowNs);
  }

  /// Throws where not each packet was delivered once. The first window holds packets of before the
  /// first.
  @TearDown
  public void check() {
    edge.check(mode == FlowMode.DUPLICATE ? sequence : 0);
    long payload = edge.nowhere.deliveredBytes - (long) HEADERS * edge.nowhere.delivered;
    long expected = (long) sequence * (length - HEADERS);
    if (payload != expected) {
      throw new IllegalStateException("delivered: " + payload + " (expected: " + expected + ")");
    }
  }
}
