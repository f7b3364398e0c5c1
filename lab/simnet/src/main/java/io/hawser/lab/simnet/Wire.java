package io.hawser.lab.simnet;

import io.hawser.lab.simnet.LinkProfile.Bottleneck;
import io.hawser.lab.simnet.LinkProfile.Jitter;
import io.hawser.lab.simnet.LinkProfile.Loss;
import io.hawser.lab.simnet.LinkProfile.Reordering;
import io.hawser.lab.simnet.LinkProfile.Spikes;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// One direction of an access line: what goes in comes out later, twice, or not at all. Counts what
/// it did, as the truth that measurements are held against.
public final class Wire {
  private static final int BITS = 8;

  /// IPv4 and UDP headers, which count for MTU and rate.
  static final int HEADER_LENGTH = 28;

  private final Simulation simulation;
  private final SplittableRandom random;
  private LinkProfile profile;
  private boolean inBurst;
  private long busyUntilNs;
  private long lastArrivalNs;
  private long jitterStep = Long.MIN_VALUE;
  private double jitterFrom;
  private double jitterTo;

  private long offered;
  private long offeredBytes;
  private long delivered;
  private long lost;
  private long blackHoled;
  private long queueDropped;
  private long tooBig;
  private long duplicated;
  private long reordered;

  Wire(Simulation simulation, LinkProfile profile) {
    this.simulation = simulation;
    this.profile = profile;
    random = simulation.newRandom();
  }

  public LinkProfile profile() {
    return profile;
  }

  /// From now on; what is on its way arrives as it would have.
  public void set(LinkProfile profile) {
    this.profile = profile;
  }

  void send(Datagram datagram, Consumer<Datagram> arrival) {
    int length = datagram.payload().remaining() + HEADER_LENGTH;
    offered++;
    offeredBytes += length;
    if (length > profile.mtu()) {
      tooBig++;
      return;
    }
    long sentNs = transmit(length);
    if (sentNs < 0) {
      queueDropped++;
      return;
    }
    if (profile.blackHole().swallows(datagram.payload())) {
      blackHoled++;
      return;
    }
    if (isLost()) {
      lost++;
      return;
    }
    deliver(sentNs, datagram, arrival);
    if (profile.duplicate() > 0 && random.nextDouble() < profile.duplicate()) {
      duplicated++;
      deliver(sentNs, datagram, arrival);
    }
  }

  /// When the last bit has left, or -1 where the queue is full.
  private long transmit(int length) {
    Bottleneck bottleneck = profile.bottleneck();
    long nowNs = simulation.nowNs();
    RateTrace rate = bottleneck.rate();
    if (rate.isUnlimited()) {
      return nowNs;
    }
    long startNs = Math.max(nowNs, busyUntilNs);
    long waitingBytes = (long) (rate.bits(nowNs, startNs) / BITS);
    if (waitingBytes + length > bottleneck.queueBytes()) {
      return -1;
    }
    busyUntilNs = rate.endNs(startNs, (double) BITS * length);
    return busyUntilNs;
  }

  /// Gilbert's model: in a burst everything is lost, outside nothing.
  private boolean isLost() {
    Loss loss = profile.loss();
    if (loss.share() == 0) {
      inBurst = false;
      return false;
    }
    if (loss.burst() == 1) {
      return random.nextDouble() < loss.share();
    }
    double leave = 1 / loss.burst();
    double enter = loss.share() == 1 ? 1 : Math.min(1, leave * loss.share() / (1 - loss.share()));
    inBurst = random.nextDouble() < (inBurst ? 1 - leave : enter);
    return inBurst;
  }

  private void deliver(long sentNs, Datagram datagram, Consumer<Datagram> arrival) {
    delivered++;
    long arrivalNs = sentNs + profile.delayNs() + jitterNs(sentNs) + spikeNs(sentNs);
    Reordering reordering = profile.reordering();
    if (reordering.share() > 0 && random.nextDouble() < reordering.share()) {
      reordered++;
      simulation.at(arrivalNs + reordering.heldNs(), () -> arrival.accept(datagram));
      return;
    }
    lastArrivalNs = Math.max(lastArrivalNs, arrivalNs);
    simulation.at(lastArrivalNs, () -> arrival.accept(datagram));
  }

  private long jitterNs(long nowNs) {
    Jitter jitter = profile.jitter();
    if (jitter.rangeNs() == 0) {
      return 0;
    }
    long step = nowNs / jitter.stepNs();
    if (step != jitterStep) {
      jitterFrom = step == jitterStep + 1 ? jitterTo : random.nextDouble();
      jitterTo = random.nextDouble();
      jitterStep = step;
    }
    double share = (double) (nowNs - step * jitter.stepNs()) / jitter.stepNs();
    return (long) (jitter.rangeNs() * (jitterFrom + (jitterTo - jitterFrom) * share));
  }

  private long spikeNs(long nowNs) {
    Spikes spikes = profile.spikes();
    return nowNs % spikes.everyNs() < spikes.lastingNs() ? spikes.heightNs() : 0;
  }

  /// All that was sent into it. It is `tooBig + queueDropped + blackHoled + lost + delivered -
  /// duplicated`.
  public long offered() {
    return offered;
  }

  /// The same in bytes of IP packets.
  public long offeredBytes() {
    return offeredBytes;
  }

  /// Copies that came out or are on their way.
  public long delivered() {
    return delivered;
  }

  public long lost() {
    return lost;
  }

  public long blackHoled() {
    return blackHoled;
  }

  public long queueDropped() {
    return queueDropped;
  }

  public long tooBig() {
    return tooBig;
  }

  public long duplicated() {
    return duplicated;
  }

  public long reordered() {
    return reordered;
  }
}
