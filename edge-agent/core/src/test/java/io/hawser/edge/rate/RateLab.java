package io.hawser.edge.rate;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.Deliveries;
import io.hawser.edge.path.Delivery;
import io.hawser.edge.path.PathTiming;
import io.hawser.edge.path.ReceiveAccount;
import io.hawser.edge.path.ReceiveOverflow;
import io.hawser.edge.path.SendReport;
import io.hawser.edge.qos.LinkQueue;
import io.hawser.edge.qos.PacketPool;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.RateTrace;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShares;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A link in virtual time, with the real queue, the real accounts, and transfers over it beside a
/// thin flow that measures.
///
/// ```
///  transfers ─┐                    ┌───── modem or cell, a deep queue ─────┐
///  thin flow ─┴─▶ LinkQueue ─▶ seal ─────────▶ Wire ─── 20 ms ──▶ ReceiveAccount ─▶ receivers
///                    ▲          │ 10 ms                                  │ 25 ms
///                LinkRate ◀── Deliveries ◀───────────── 20 ms ───────────┘
/// ```
final class RateLab {
  static final Duration WAY = Duration.ofMillis(20);

  /// No way is quite steady.
  private static final Duration JITTER = Duration.ofMillis(3);

  /// As a modem's or a cell's is.
  private static final long FAR_QUEUE_BYTES = 1 << 20;

  private static final long TICK_NS = 1_000_000L;

  /// What the tunnel and UDP add.
  private static final int SEAL = 32;

  private static final int OUTER = 28;

  /// What the mean of a trace is of.
  private static final long AHEAD_S = 70;

  private static final long AHEAD_NS = AHEAD_S * 1_000_000_000L;

  private static final int LENGTH = 1_400;
  private static final int THIN_LENGTH = 100;
  private static final int THIN = 0;
  private static final int PROBE = -1;
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

  final Simulation simulation;
  final LinkRate rate;

  /// Of the thin flow: from the edge to its receiver, beyond the least one.
  final List<Sample> delays = new ArrayList<>();

  /// Of the transfers.
  final List<Sample> transferDelays = new ArrayList<>();

  private final RateTrace trace;
  private final Shaping shaping;
  private final PacketPool pool = new PacketPool();
  private final LinkQueue queue;
  private final Port port;
  private final FlowTable flows = new FlowTable(256);
  private final List<Flow> flowOf = new ArrayList<>();
  private final List<@Nullable CubicSender> senders = new ArrayList<>();
  private final List<Path> paths = new ArrayList<>();
  private long bytes;
  private long receivedBytes;
  private long floodBps;
  private int flooded;
  private double floodDue;

  /// What the queue before the link goes by.
  enum Shaping {
    /// What [LinkRate] finds.
    FOUND,
    /// The trace itself, as only a queue at the bottleneck can: FQ-CoDel there.
    KNOWN,
    /// The mean of the trace, which is what somebody would configure: FQ-CoDel in an edge that goes
    /// by it.
    MEAN,
    /// Nothing: FQ-CoDel in an edge that does not know the rate, and a deep queue elsewhere.
    NONE
  }

  /// At a time.
  record Sample(long atNs, double ms) {}

  private final class Path {
    final int number;
    final long clockNs;
    final Deliveries deliveries = new Deliveries();
    final ReceiveAccount account;
    long counter;
    long firstSentNs;
    long lastSentNs;
    long toldCounter;

    Path(int number, long clockNs) {
      this.number = number;
      this.clockNs = clockNs;
      this.account =
          new ReceiveAccount(
              number,
              PathTiming.DEFAULT.feedbackNs(),
              PathTiming.DEFAULT.reorderNs(),
              new ReceiveOverflow());
    }

    long peerNs() {
      return simulation.nowNs() + clockNs;
    }
  }

  /// @param configured the rate that the edge is told; 0 for none
  /// @param paths over the link, with peers of their own
  RateLab(long seed, RateTrace trace, long configured, Shaping shaping, int paths) {
    this.simulation = new Simulation(seed);
    this.trace = trace;
    this.shaping = shaping;
    this.rate = new LinkRate(configured);
    this.queue = new LinkQueue(pool, (_, _) -> {}, simulation.nowNs());
    this.queue.retune(rate.bitsPerSecond(), QueueShares.STANDARD, simulation.nowNs());
    Network network = new Network(simulation);
    Host here = new Host(simulation, "here", (_, _, _, _) -> {});
    Host there = new Host(simulation, "there", (_, _, _, payload) -> receive(payload));
    LinkProfile way = LinkProfile.ofDelay(WAY).withJitter(JITTER);
    LinkProfile up = shaping == Shaping.KNOWN ? way : way.withRate(trace, FAR_QUEUE_BYTES);
    this.port = network.attach(here, HERE, up, way);
    network.attach(there, THERE, LinkProfile.ofDelay(Duration.ZERO));
    for (int n = 0; n < paths; n++) {
      this.paths.add(new Path(n, (n + 1) * 700_000_000L - n * 5_000_000_000L));
    }
    flow(QueueClass.INTERACTIVE);
    if (shaping == Shaping.MEAN) {
      retune(Math.round(trace.bits(simulation.nowNs(), simulation.nowNs() + AHEAD_NS) / AHEAD_S));
    }
    tick(0);
  }

  private Flow flow(QueueClass queueClass) {
    FlowKey key = new FlowKey();
    byte[] packet = Packets.udp("10.1.0.2", 1_024 + flowOf.size(), "10.2.0.9", 2_000, 100);
    key.read(MemorySegment.ofArray(packet), 0);
    Flow flow = flows.findOrCreate(key, 0);
    flow.queue = queueClass;
    flowOf.add(flow);
    return flow;
  }

  /// Adds transfers by CUBIC, each on the next path.
  void transfers(int count) {
    for (int n = 0; n < count; n++) {
      int number = flowOf.size();
      flow(QueueClass.BULK);
      CubicSender sender = new CubicSender(packet -> offer(number, packet, LENGTH));
      senders.add(sender);
      sender.fill(simulation.nowNs());
    }
  }

  /// The way becomes longer by so much, for good.
  void lengthen(Duration by) {
    LinkProfile way = port.up().profile();
    port.up().set(way.withDelay(WAY.plus(by)));
  }

  /// Offers so much from now on, whatever becomes of it.
  void flood(long bitsPerSecond) {
    if (flooded == 0) {
      flooded = flowOf.size();
      flow(QueueClass.BULK);
      senders.add(null);
    }
    floodBps = bitsPerSecond;
  }

  void run(Duration duration) {
    simulation.runFor(duration.toNanos());
  }

  void run(Duration duration, Runnable eachTick) {
    for (long ms = 0; ms < duration.toMillis(); ms += 10) {
      run(Duration.ofMillis(10));
      eachTick.run();
    }
  }

  long nowNs() {
    return simulation.nowNs();
  }

  double capacity() {
    return trace.bpsAt(simulation.nowNs());
  }

  /// Bytes of IP packets that came through.
  long receivedBytes() {
    return receivedBytes;
  }

  // ---------------------------------------------------------------- out

  private void offer(int flow, int number, int length) {
    byte[] packet = new byte[length];
    MemorySegment p = MemorySegment.ofArray(packet);
    Bytes.put8(p, 0, 0x45);
    Bytes.put32(p, 12, flow);
    Bytes.put32(p, 16, number);
    Bytes.put64(p, 20, simulation.nowNs());
    Flow of = flowOf.get(flow);
    if (queue.pass(of.queue, length, simulation.nowNs())) {
      leave(packet);
    } else {
      queue.add(of, false, p, 0, length, simulation.nowNs());
    }
  }

  private void leave(byte[] packet) {
    MemorySegment p = MemorySegment.ofArray(packet);
    int flow = Bytes.i32(p, 12);
    Path path = paths.get(Math.floorMod(flow, paths.size()));
    if (flow == PROBE) {
      path = paths.get(Bytes.i32(p, 16));
    }
    Bytes.put32(p, 0, path.number);
    Bytes.put64(p, 4, path.counter++);
    path.firstSentNs = path.counter - 1 == path.toldCounter ? simulation.nowNs() : path.firstSentNs;
    path.lastSentNs = simulation.nowNs();
    bytes += packet.length + SEAL + OUTER;
    queue.pay(packet.length + SEAL + OUTER, simulation.nowNs());
    byte[] sealed = new byte[packet.length + SEAL];
    System.arraycopy(packet, 0, sealed, 0, packet.length);
    port.send(1, new InetSocketAddress(THERE, 1), sealed);
  }

  private void tick(long ms) {
    long nowNs = simulation.nowNs();
    if (shaping == Shaping.KNOWN) {
      double share = LinkRate.SHARE_OF_RATE;
      retune(Math.max(1, Math.round(trace.bpsAt(nowNs) / share)));
    }
    for (int place = queue.take(nowNs); place != PacketPool.NONE; place = queue.take(nowNs)) {
      byte[] packet = new byte[pool.length(place)];
      MemorySegment.copy(
          pool.memory(place), pool.offset(place), MemorySegment.ofArray(packet), 0, packet.length);
      pool.free(place);
      leave(packet);
    }
    flood();
    for (CubicSender sender : senders) {
      if (sender != null) {
        sender.onTick(nowNs);
      }
    }
    if (ms % 20 == 0) {
      offer(THIN, 0, THIN_LENGTH);
    }
    if (ms % 100 == 50) {
      paths.forEach(path -> probe(path.number));
    }
    if (ms % 10 == 5) {
      tellWhatWasSent(nowNs);
    }
    paths.forEach(this::report);
    simulation.after(TICK_NS, () -> tick(ms + 1));
  }

  private void flood() {
    floodDue += floodBps / 8e3;
    while (floodDue >= LENGTH) {
      floodDue -= LENGTH;
      offer(flooded, 0, LENGTH);
    }
  }

  private void probe(int path) {
    byte[] probe = new byte[THIN_LENGTH];
    MemorySegment p = MemorySegment.ofArray(probe);
    Bytes.put32(p, 12, PROBE);
    Bytes.put32(p, 16, path);
    Bytes.put64(p, 20, simulation.nowNs());
    leave(probe);
  }

  private void tellWhatWasSent(long nowNs) {
    rate.onSent(new LinkLoad(nowNs, bytes, bytes));
    for (Path path : paths) {
      if (path.counter != path.toldCounter) {
        path.toldCounter = path.counter;
        SendReport report =
            new SendReport(
                nowNs,
                path.number,
                path.counter - 1,
                path.counter,
                0,
                SendReport.NONE,
                path.firstSentNs,
                path.lastSentNs);
        take(path, Optional.ofNullable(path.deliveries.onSendReport(report)));
      }
    }
    retune();
  }

  // ---------------------------------------------------------------- in

  private void receive(byte[] sealed) {
    MemorySegment p = MemorySegment.ofArray(sealed);
    Path path = paths.get(Bytes.i32(p, 0));
    int flow = Bytes.i32(p, 12);
    int number = Bytes.i32(p, 16);
    long sentNs = Bytes.i64(p, 20);
    receivedBytes += sealed.length + OUTER;
    ReceiveAccount.Kind kind = flow == PROBE ? ReceiveAccount.Kind.PROBE : ReceiveAccount.Kind.DATA;
    path.account.onPacket(Bytes.i64(p, 4), sealed.length - SEAL, kind, path.peerNs());
    double ms = (simulation.nowNs() - sentNs - WAY.toNanos()) / 1e6;
    if (flow == PROBE) {
      long transitNs = path.peerNs() - sentNs;
      back(() -> rate.onTransit(path.number, transitNs, sentNs, simulation.nowNs()));
    } else if (flow == THIN) {
      delays.add(new Sample(simulation.nowNs(), ms));
    } else {
      transferDelays.add(new Sample(simulation.nowNs(), ms));
      CubicSender sender = senders.get(flow - 1);
      if (sender != null) {
        back(() -> sender.onAcknowledged(number, simulation.nowNs()));
      }
    }
  }

  private void report(Path path) {
    if (path.account.isReportDue(path.peerNs())) {
      Feedback feedback = path.account.report(path.peerNs()).feedback();
      back(() -> take(path, Optional.ofNullable(path.deliveries.onFeedback(feedback))));
    }
  }

  private void back(Runnable task) {
    simulation.after(WAY.toNanos(), task);
  }

  private void take(Path path, Optional<Delivery> delivery) {
    delivery.ifPresent(
        each -> {
          long wireBytes = each.bytes() + each.packets() * (SEAL + OUTER);
          rate.onDelivery(path.number, each, wireBytes, simulation.nowNs());
          retune();
        });
  }

  private void retune() {
    if (shaping == Shaping.FOUND) {
      retune(rate.bitsPerSecond());
    }
  }

  private void retune(long bitsPerSecond) {
    if (queue.bitsPerSecond() != bitsPerSecond) {
      queue.retune(bitsPerSecond, QueueShares.STANDARD, simulation.nowNs());
    }
  }

  // ---------------------------------------------------------------- figures

  /// What a share of the samples from a time on did not exceed.
  static double quantile(List<Sample> samples, long fromNs, long toNs, double share) {
    double[] sorted =
        samples.stream()
            .filter(sample -> sample.atNs >= fromNs && sample.atNs < toNs)
            .mapToDouble(Sample::ms)
            .sorted()
            .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  double carried(long bytesBefore, long fromNs) {
    return (receivedBytes - bytesBefore) * 8.0 / trace.bits(fromNs, simulation.nowNs());
  }
}
