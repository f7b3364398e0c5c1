package io.hawser.lab.emulator;

import io.hawser.lab.link.DirectionSettings;
import io.hawser.lab.link.QueueLimit;
import java.util.SplittableRandom;

/// One direction of a wire: router, queue, bottleneck, loss and way, in the steps of the package's
/// description.
///
/// Owned by the emulator's loop; not thread-safe. Sans IO: frames are numbers in a [Frames] store,
/// times are given.
final class Direction {
  static final long NEVER = Long.MAX_VALUE;

  /// Where frames go that reached the end of the wire.
  @FunctionalInterface
  interface Output {
    /// Sends the frame, without keeping it; answers whether the device took it.
    boolean send(int frame);
  }

  private final Frames frames;
  private final SplittableRandom random;
  private final DirectionCounters counters = new DirectionCounters();
  private final FqCodel router = new FqCodel(frame -> drop(frame, DropCause.FQ_CODEL));
  private final FrameQueue queue = new FrameQueue();
  private final FrameHeap way = new FrameHeap();

  private DirectionSettings settings = DirectionSettings.PERFECT;
  private Shaper shaper = new RateShaper(0);
  private LossModel loss = new LossModel(0, 1);
  private Jitter jitter = new Jitter(0);
  private Spread spread = new Spread(0);
  private long bottleneckFreeNs = Long.MIN_VALUE;
  private boolean transmitting;
  private long transmittedNs;
  private long lastReleaseNs = Long.MIN_VALUE;

  Direction(Frames frames, SplittableRandom random) {
    this.frames = frames;
    this.random = random;
  }

  /// Applies settings from the next packet on; packets on their way keep their times. A model whose
  /// own settings did not change keeps its state.
  void configure(DirectionSettings wanted, Shaper wantedShaper) {
    if (wanted.rateBps() != settings.rateBps() || !wanted.trace().equals(settings.trace())) {
      shaper = wantedShaper;
    }
    if (wanted.lossPpm() != settings.lossPpm() || wanted.burstLength() != settings.burstLength()) {
      loss = new LossModel(wanted.lossPpm(), wanted.burstLength());
    }
    if (wanted.jitterNs() != settings.jitterNs()) {
      jitter = new Jitter(wanted.jitterNs());
    }
    if (wanted.spreadNs() != settings.spreadNs()) {
      spread = new Spread(wanted.spreadNs());
    }
    router.setRate(wanted.fqCodelBps());
    settings = wanted;
  }

  /// Whether it matters to which flow a frame belongs.
  boolean tellsFlows() {
    return settings.fqCodelBps() != DirectionSettings.UNLIMITED;
  }

  DirectionCounters counters() {
    return counters;
  }

  /// Takes over a frame that arrived.
  ///
  /// @param ipLength bytes after the Ethernet header
  /// @param exempt ARP or neighbour discovery, which is not lost
  /// @param flow any number that is the same for those of one flow; where it [matters][#tellsFlows]
  void offer(int frame, int ipLength, boolean exempt, int flow, long arrivalNs) {
    counters.received(ipLength);
    if (settings.blackhole() && !exempt) {
      drop(frame, DropCause.BLACKHOLE);
    } else if (ipLength > settings.mtu()) {
      drop(frame, DropCause.MTU);
    } else if (tellsFlows() || !router.isEmpty()) {
      // Who comes now is not there for what left before.
      transmitUntil(arrivalNs);
      router.add(flow, new FqCodel.Packet(frame, ipLength, exempt, arrivalNs));
    } else {
      transmitUntil(arrivalNs);
      enqueue(frame, ipLength, exempt, arrivalNs);
    }
  }

  private void enqueue(int frame, int ipLength, boolean exempt, long arrivalNs) {
    if (isFull(ipLength)) {
      drop(frame, DropCause.QUEUE);
    } else {
      queue.add(frame, ipLength, arrivalNs, exempt);
    }
  }

  /// Does what is due.
  void advance(long nowNs, Output output, Lateness lateness) {
    transmitUntil(nowNs);
    while (!way.isEmpty() && nowNs - way.firstReleaseNs() >= 0) {
      lateness.record(nowNs - way.firstReleaseNs());
      deliver(way.pop(), output);
    }
  }

  /// When something is due next; [#NEVER] if nothing is under way.
  long nextDeadlineNs() {
    long releasedNs = way.isEmpty() ? NEVER : way.firstReleaseNs();
    long routedNs = router.isEmpty() ? releasedNs : Math.min(releasedNs, router.nextNs());
    if (queue.isEmpty()) {
      return routedNs;
    }
    return Math.min(routedNs, transmitting ? transmittedNs : queue.firstArrivalNs());
  }

  private boolean isFull(int ipLength) {
    if (queue.isEmpty()) {
      return false;
    }
    return switch (settings.queue()) {
      case QueueLimit.Packets(int packets) -> queue.size() >= packets;
      case QueueLimit.Bytes(long bytes) -> queue.bytes() + ipLength > bytes;
      case QueueLimit.Time(long durationNs) ->
          shaper.meanRateBps() != Long.MAX_VALUE
              && queue.bytes() + ipLength > shaper.meanRateBps() / 8.0 * durationNs / 1e9;
    };
  }

  /// What the router lets go by then comes to the queue at its time.
  private void transmitUntil(long timeNs) {
    while (!router.isEmpty() && router.nextNs() <= timeNs) {
      long leavesNs = router.nextNs();
      FqCodel.Packet packet = router.take();
      transmitQueueUntil(leavesNs);
      enqueue(packet.frame(), packet.length(), packet.exempt(), leavesNs);
    }
    transmitQueueUntil(timeNs);
  }

  private void transmitQueueUntil(long timeNs) {
    while (!queue.isEmpty()) {
      if (!transmitting) {
        long startNs = Math.max(bottleneckFreeNs, queue.firstArrivalNs());
        transmittedNs = shaper.finishNs(startNs, queue.firstLength());
        transmitting = true;
      }
      if (transmittedNs > timeNs) {
        return;
      }
      transmitting = false;
      bottleneckFreeNs = transmittedNs;
      int length = queue.firstLength();
      counters.transmitted(length);
      boolean exempt = queue.firstIsExempt();
      travel(queue.take(), length, transmittedNs, exempt);
    }
  }

  private void travel(int frame, int ipLength, long leavesNs, boolean exempt) {
    if (!exempt && ipLength > settings.lossOver() && loss.loses(random)) {
      drop(frame, DropCause.LOSS);
      return;
    }
    long wanderNs = Math.max(-settings.delayNs(), jitter.atNs(leavesNs, random));
    long arrivesNs = leavesNs + settings.delayNs() + wanderNs + spread.atNs(leavesNs, random);
    long releaseNs = Math.max(lastReleaseNs, arrivesNs);
    if (isPicked(settings.reorderPpm())) {
      way.push(releaseNs + settings.reorderByNs(), marked(frame, exempt));
      return;
    }
    lastReleaseNs = releaseNs;
    way.push(releaseNs, marked(frame, exempt));
    if (isPicked(settings.duplicatePpm())) {
      frames.retain(frame);
      way.push(releaseNs, marked(frame, exempt));
    }
  }

  private boolean isPicked(int ppm) {
    return ppm > 0 && random.nextInt(1_000_000) < ppm;
  }

  /// Frames on their way are numbers that are not negative, and exempt ones the complements of
  /// theirs.
  private static int marked(int frame, boolean exempt) {
    return exempt ? ~frame : frame;
  }

  private void deliver(int marked, Output output) {
    boolean exempt = marked < 0;
    int frame = exempt ? ~marked : marked;
    if (settings.blackhole() && !exempt) {
      drop(frame, DropCause.BLACKHOLE);
    } else if (output.send(frame)) {
      counters.delivered();
      frames.release(frame);
    } else {
      drop(frame, DropCause.DEVICE);
    }
  }

  private void drop(int frame, DropCause cause) {
    counters.dropped(cause);
    frames.release(frame);
  }
}
