package io.hawser.lab.simnet;

import java.util.SplittableRandom;

/// One direction of an access line: what goes in comes out later, twice, or not at all. Counts what
/// it did, as the truth that measurements are held against.
public final class Wire {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /// Jitter moves from one random value to the next in this time, so that neighbours share it.
  private static final long JITTER_STEP_NS = 20_000_000;

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

  void send(int payloadLength, Runnable arrival) {
    offered++;
    int length = payloadLength + HEADER_LENGTH;
    if (length > profile.mtu()) {
      tooBig++;
      return;
    }
    long sentNs = transmit(length);
    if (sentNs < 0) {
      queueDropped++;
      return;
    }
    if (profile.blackHole()) {
      blackHoled++;
      return;
    }
    if (isLost()) {
      lost++;
      return;
    }
    deliver(sentNs, arrival);
    if (profile.duplicate() > 0 && random.nextDouble() < profile.duplicate()) {
      duplicated++;
      deliver(sentNs, arrival);
    }
  }

  /// When the last bit has left, or -1 where the queue is full.
  private long transmit(int length) {
    long nowNs = simulation.nowNs();
    if (profile.rateBps() == 0) {
      return nowNs;
    }
    long startNs = Math.max(nowNs, busyUntilNs);
    long waitingBytes = (startNs - nowNs) / 8 * profile.rateBps() / NS_PER_SECOND;
    if (waitingBytes + length > profile.queueBytes()) {
      return -1;
    }
    busyUntilNs = startNs + 8L * length * NS_PER_SECOND / profile.rateBps();
    return busyUntilNs;
  }

  /// Gilbert's model: in a burst everything is lost, outside nothing.
  private boolean isLost() {
    double loss = profile.loss();
    if (loss == 0) {
      inBurst = false;
      return false;
    }
    if (profile.burst() == 1) {
      return random.nextDouble() < loss;
    }
    double leave = 1 / profile.burst();
    double enter = loss == 1 ? 1 : Math.min(1, leave * loss / (1 - loss));
    inBurst = random.nextDouble() < (inBurst ? 1 - leave : enter);
    return inBurst;
  }

  private void deliver(long sentNs, Runnable arrival) {
    delivered++;
    long arrivalNs = sentNs + profile.delayNs() + jitterNs(sentNs);
    if (profile.reorder() > 0 && random.nextDouble() < profile.reorder()) {
      reordered++;
      simulation.at(arrivalNs + profile.reorderNs(), arrival);
      return;
    }
    lastArrivalNs = Math.max(lastArrivalNs, arrivalNs);
    simulation.at(lastArrivalNs, arrival);
  }

  private long jitterNs(long nowNs) {
    if (profile.jitterNs() == 0) {
      return 0;
    }
    long step = nowNs / JITTER_STEP_NS;
    if (step != jitterStep) {
      jitterFrom = step == jitterStep + 1 ? jitterTo : random.nextDouble();
      jitterTo = random.nextDouble();
      jitterStep = step;
    }
    double share = (double) (nowNs - step * JITTER_STEP_NS) / JITTER_STEP_NS;
    return (long) (profile.jitterNs() * (jitterFrom + (jitterTo - jitterFrom) * share));
  }

  /// All that was sent into it. It is `tooBig + queueDropped + blackHoled + lost + delivered -
  /// duplicated`.
  public long offered() {
    return offered;
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
