package io.hawser.edge.rate;

import io.hawser.edge.path.Delivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongToDoubleFunction;

/// A link without packets, in steps of a millisecond: what waits here, what stands in its far
/// queue, and reports of it that are never wrong. Rates in bits a second; times in milliseconds
/// from the start.
final class Fluid {
  static final long NS_PER_MS = 1_000_000;

  /// Of the model's clock; not 0, so that code which takes 0 for "never" shows.
  private static final long START_NS = 77_000_000_000L;

  private static final long REPORT_MS = 25;
  private static final long LOAD_MS = 10;
  private static final long PROBE_MS = 100;

  /// Before which nothing is sent but probes.
  private static final long QUIET_MS = 300;

  private static final double OWN_SECONDS = 0.25;

  final LinkRate rate;
  private final LongToDoubleFunction capacity;
  private final LongToDoubleFunction offered;
  private final List<Path> paths = new ArrayList<>();
  private final PriorityQueue<Report> underWay =
      new PriorityQueue<>(Comparator.comparingLong(Report::atMs).thenComparingLong(Report::order));

  /// What else a link does to a packet, by the time at which it leaves the far queue.
  LongToDoubleFunction addedDelayMs = _ -> 0;

  /// Share of what is sent that is lost.
  LongToDoubleFunction loss = _ -> 0;

  /// What the far queue holds; what does not fit vanishes.
  double farSeconds = 0.5;

  long nowMs;
  private double own;
  private double far;
  private double sentBits;
  private long toldBytes;
  private double enteredBits;
  private double leftBits;
  private double vanishedBits;
  private final List<Double> entered = new ArrayList<>();
  private int leaving;
  private long order;

  /// A path has a share of all that is sent.
  private static final class Path {
    final double share;
    final double wayMs;
    final double clockMs;
    double reportedBits;
    double reportedMs = -1;
    double countedBits;
    double countedLost;

    Path(double share, double wayMs, double clockMs) {
      this.share = share;
      this.wayMs = wayMs;
      this.clockMs = clockMs;
    }
  }

  private record Report(long atMs, long order, Runnable told) {}

  Fluid(long configured, LongToDoubleFunction capacity, LongToDoubleFunction offered) {
    this.rate = new LinkRate(configured);
    this.capacity = capacity;
    this.offered = offered;
  }

  /// A single path of 20 ms each way.
  static Fluid of(long configured, LongToDoubleFunction capacity, LongToDoubleFunction offered) {
    Fluid fluid = new Fluid(configured, capacity, offered);
    fluid.path(1, 20, 500);
    return fluid;
  }

  void path(double share, double wayMs, double clockMs) {
    paths.add(new Path(share, wayMs, clockMs));
  }

  long nowNs() {
    return START_NS + nowMs * NS_PER_MS;
  }

  /// How long what is sent now would stand in the far queue, milliseconds.
  double farMs() {
    return far / capacity.applyAsDouble(nowMs) * 1e3;
  }

  double capacity() {
    return capacity.applyAsDouble(nowMs);
  }

  /// What has left the far queue, bits.
  double leftBits() {
    return leftBits;
  }

  void run(long ms, Runnable each) {
    for (long untilMs = nowMs + ms; nowMs < untilMs; ) {
      step();
      each.run();
    }
  }

  private void step() {
    nowMs++;
    send();
    carry();
    while (!underWay.isEmpty() && underWay.peek().atMs <= nowMs) {
      underWay.remove().told.run();
    }
    long bytes = (long) (sentBits / 8);
    if (nowMs % LOAD_MS == 0 && bytes > toldBytes) {
      toldBytes = bytes;
      rate.onSent(new LinkLoad(nowNs(), bytes, bytes));
    }
    for (int i = 0; i < paths.size(); i++) {
      // Not all peers report at once.
      if ((nowMs + 7L * i) % REPORT_MS == 0) {
        report(i);
      }
      if ((nowMs + 3L * i) % PROBE_MS == 0) {
        probe(i);
      }
    }
  }

  private void send() {
    double bps = rate.bitsPerSecond();
    double pace = bps * LinkRate.SHARE_OF_RATE / 1e3;
    own += nowMs < QUIET_MS ? 0 : offered.applyAsDouble(nowMs) / 1e3;
    double out = bps == 0 ? own : Math.min(own, pace);
    own = Math.min(own - out, bps * OWN_SECONDS);
    sentBits += out;
    double kept = out * (1 - loss.applyAsDouble(nowMs));
    double room = Math.max(0, farSeconds * capacity.applyAsDouble(nowMs) - far);
    double fits = Math.min(kept, room);
    vanishedBits += out - fits;
    far += fits;
    enteredBits += fits;
    entered.add(enteredBits);
  }

  private void carry() {
    double served = Math.min(far, capacity.applyAsDouble(nowMs) / 1e3);
    far -= served;
    leftBits += served;
  }

  /// What has left by now was sent then.
  private double sentMs() {
    while (leaving < entered.size() - 1 && entered.get(leaving) < leftBits - 1) {
      leaving++;
    }
    return leaving + 1;
  }

  private void report(int number) {
    Path path = paths.get(number);
    double bits = leftBits * path.share - path.reportedBits;
    if (bits < 1) {
      return;
    }
    double sentMs = sentMs();
    double arrivedMs = nowMs + path.wayMs + addedDelayMs.applyAsDouble(nowMs);
    double lastedMs = arrivedMs - path.reportedMs;
    boolean first = path.reportedMs < 0;
    if (!first && lastedMs <= 0) {
      return;
    }
    path.reportedBits += bits;
    path.reportedMs = arrivedMs;
    long packets = (long) ((leftBits + vanishedBits) * path.share / 12_000 - path.countedBits);
    long lost = (long) (vanishedBits * path.share / 12_000 - path.countedLost);
    path.countedBits += packets;
    path.countedLost += lost;
    if (first) {
      return;
    }
    Delivery delivery =
        new Delivery(
            1,
            0,
            (long) (lastedMs * NS_PER_MS),
            (long) ((arrivedMs - sentMs + path.clockMs) * NS_PER_MS),
            START_NS + (long) (sentMs * NS_PER_MS));
    tell(
        arrivedMs + path.wayMs,
        () -> {
          rate.onCounted(packets, lost, nowNs());
          rate.onDelivery(number, delivery, (long) (bits / 8), nowNs());
        });
  }

  private void probe(int number) {
    Path path = paths.get(number);
    long sentNs = nowNs();
    double tookMs = farMs() + path.wayMs + addedDelayMs.applyAsDouble(nowMs);
    long transitNs = (long) ((tookMs + path.clockMs) * NS_PER_MS);
    tell(nowMs + tookMs + path.wayMs, () -> rate.onTransit(number, transitNs, sentNs, nowNs()));
  }

  private void tell(double atMs, Runnable told) {
    underWay.add(new Report((long) Math.ceil(atMs), order++, told));
  }
}
