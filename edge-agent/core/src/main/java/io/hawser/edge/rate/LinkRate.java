package io.hawser.edge.rate;

import io.hawser.edge.path.Delivery;
import io.hawser.probe.Measure;

/// The rate of one link outwards, as it is found to be, and what to shape it to. Why so, and the
/// picture of the states, is in the package's document. Owned by control.
///
/// Feed it with `on…`; then ask for [#bitsPerSecond].
public final class LinkRate {
  /// What a shaper lets go of the rate that it is told: so much of it.
  public static final double SHARE_OF_RATE = 0.98;

  /// Where nobody said a rate, a far queue does no more harm than it always did: there is time to
  /// be surer of it.
  private static final long UNLIMITED_NS = 40_000_000L;

  /// What the far queue is held at while the rate is followed: as much as the rate may rise within
  /// a tenth of a second and still be seen, and half of what an interactive flow bears.
  private static final long TARGET_NS = 30_000_000L;

  /// A queue that has not become shorter in so long of slower sending is none.
  private static final long SHIFTED_NS = 300_000_000L;

  /// The least delay is measured at least so often.
  private static final long EMPTIED_NS = 10_000_000_000L;

  // How long is looked at; longer where some packets take longer.

  private static final long QUICK_NS = 50_000_000L;
  private static final long HALF_NS = 75_000_000L;
  private static final long SURE_NS = 150_000_000L;

  /// The far queue is brought to its length within so long, and the time of a report on top.
  private static final long HORIZON_NS = 100_000_000L;

  private static final double LEAST_PACE = 0.3;

  /// Enough for a call; what waits there keeps a cell busy that goes on.
  private static final double STALLED_PACE = 0.1;

  /// A full packet leaves within a report's time. Were it slower, what it holds up would be overdue
  /// for that alone, at either end.
  private static final double LEAST_STALLED_BPS = 500_000;

  /// Of a rate that is steady, what is left of a queue has time.
  private static final double LEAST_RESTING_PACE = 0.9;

  private static final double MOST_PACE = 1.25;
  private static final double GROWTH = 1.05;
  private static final double SMALL_GROWTH = 1.03;
  private static final double LEAST_GROWTH = 1.005;

  /// What a measurement of a rate may miss.
  private static final double MISSED = 0.01;

  /// A rate that is found to differ by more is another one.
  private static final double CHANGE = 0.1;

  /// By more, and one look is enough to believe it.
  private static final double JUMP = 0.15;

  private static final int LOOKS = 4;

  /// In which a rate that is found may double: what arrives at once after a stall is no rate.
  private static final double DOUBLING_NS = 1e8;

  /// ...but for what was known to be one. That is forgotten by half in so long of what is seen.
  private static final double REMEMBERED_NS = 1e9;

  private static final long CALM_NS = 1_000_000_000L;
  private static final long LEAST_REST_NS = 250_000_000L;
  private static final long MOST_REST_NS = 2_000_000_000L;
  private static final int GROWN_TWICE = 2;

  /// A rate from before an episode so long is out of date.
  private static final long EPISODE_NS = 3_000_000_000L;

  /// A rate of which nothing has been seen for a minute begins to fade, and doubles each hour.
  private static final long FADES_NS = 60_000_000_000L;

  private static final double FADING_NS = 3.6e12;

  /// What arrived while no limit was known is forgotten by half.
  private static final double FORGETTING_NS = 1e10;

  private static final double LEAST_BPS = 64_000;

  /// A link on which less is sent is not asked why its delay is long: a call would suffer for it.
  private static final double LEAST_TESTED_BPS = 2_000_000;

  /// A link that carries more is left alone: a modem's queue is short there, and it is rather the
  /// peers that cannot keep up.
  private static final double MOST_BPS = 300_000_000;

  private static final double UNKNOWN = 0;

  /// What is done about the link.
  public enum State {
    /// Sent as configured, or without limit.
    FREE,
    /// Sent a little slower than it carries.
    RESTING,
    /// Sent a little faster, to see whether it carries more.
    GROWING,
    /// Its rate is measured all the time, by a short queue before it.
    FOLLOWING
  }

  private final FarQueue far = new FarQueue(this::limit);
  private State state = State.FREE;
  private double ceiling;
  private double capacity = UNKNOWN;
  private double capacityBefore = UNKNOWN;
  private double pace = UNKNOWN;
  private double known = UNKNOWN;

  /// The most that arrived lately while no limit was known.
  private double most = LEAST_TESTED_BPS;

  // Since when, on the far queue's axis.

  private long slowedNs;
  private long followedNs;
  private long calmNs;
  private long restUntilNs;
  private long stepNs;

  private double calmLow;
  private double calmHigh;
  private long restNs = LEAST_REST_NS;
  private int steps;
  private long evidenceNs;

  /// @param configuredBps what it is never sent faster than, bits a second; 0 where nobody said
  public LinkRate(long configuredBps) {
    configure(configuredBps);
  }

  /// Sets the configured rate. Where it is another one, what was found is forgotten: somebody knows
  /// better.
  public final void configure(long configuredBps) {
    if (configuredBps < 0) {
      throw new IllegalArgumentException(
          "configuredBps: " + configuredBps + " (expected: 0 or more)");
    }
    if (configuredBps != (long) ceiling) {
      ceiling = configuredBps;
      free();
    }
  }

  // ---------------------------------------------------------------- what is seen

  /// What was sent on the link.
  public void onSent(LinkLoad load) {
    far.onSent(load);
    long nowNs = load.takenNs();
    fade(nowNs);
    if (state == State.FOLLOWING && far.isStalled(nowNs)) {
      pace = Math.min(capacity, Math.max(capacity * STALLED_PACE, LEAST_STALLED_BPS));
    }
  }

  /// What arrived on a path of the link.
  ///
  /// @param wireBytes of the IP packets that it came in
  public void onDelivery(int path, Delivery delivery, long wireBytes, long nowNs) {
    far.onDelivery(path, delivery, wireBytes, isCalm(), nowNs);
    noticeOtherWay(nowNs);
    decide(nowNs);
  }

  /// A probe measured a path of the link.
  public void onTransit(int path, long transitNs, long sentNs, long nowNs) {
    far.onTransit(path, transitNs, sentNs, isCalm(), nowNs);
    noticeOtherWay(nowNs);
  }

  private void noticeOtherWay(long nowNs) {
    if (far.isLongThoughIdle(nowNs)) {
      far.rebaseIdle(nowNs);
      slowedNs = far.endNs();
    }
  }

  /// What the peer of a path settled, without what this edge's own socket refused.
  public void onCounted(long expected, long missing, long nowNs) {
    // What a queue that overflowed has dropped is not lost at any rate.
    if (isCalm()) {
      far.onCounted(expected, missing, nowNs);
    }
  }

  /// The clock of the path's peer is another one now.
  public void forgetTransit(int path) {
    far.forgetTransit(path);
  }

  public void removePath(int path) {
    far.removePath(path);
  }

  /// Whether a delay that changes is no queue, as far as can be known beforehand.
  private boolean isCalm() {
    return state == State.RESTING || (state == State.FREE && ceiling > 0);
  }

  // ---------------------------------------------------------------- what follows

  private void decide(long nowNs) {
    if (!far.advance(nowNs)) {
      return;
    }
    long endNs = far.endNs();
    if (far.isAfterGap()) {
      // Whatever has lasted may have been interrupted.
      slowedNs = endNs;
      calmNs = endNs;
      stepNs = endNs;
    }
    note(endNs, nowNs);
    if (endNs - slowedNs >= SHIFTED_NS) {
      shift(endNs, nowNs);
      return;
    }
    switch (state) {
      case FREE -> onFree(endNs, nowNs);
      case RESTING -> onResting(endNs, nowNs);
      case GROWING -> onGrowing(endNs, nowNs);
      case FOLLOWING -> onFollowing(endNs, nowNs);
    }
  }

  private void onFree(long endNs, long nowNs) {
    most *= Math.pow(2, -far.elapsedNs() / FORGETTING_NS);
    most = Math.max(most, Math.max(LEAST_TESTED_BPS, far.look(SURE_NS, nowNs).arrived()));
    if (isFilling(nowNs)) {
      follow(endNs, nowNs);
    } else if (ceiling > 0 && isVanishing(nowNs)) {
      vanish(endNs, nowNs);
    }
  }

  private void note(long endNs, long nowNs) {
    Look look = far.look(HALF_NS, nowNs);
    boolean isInVain =
        (state == State.RESTING || state == State.FOLLOWING)
            && far.leastNs(HALF_NS, nowNs) >= far.standsNs(nowNs)
            && look.isEven()
            && !look.tells(capacity);
    if (!isInVain) {
      slowedNs = endNs;
    }
  }

  /// Whether packets begin to stand in the far queue.
  private boolean isFilling(long nowNs) {
    Look look = far.look(SURE_NS, nowNs);
    if (!isMuchSent(look) || look.arrived() > MOST_BPS) {
      return false;
    }
    if (far.hasLasted()) {
      return true;
    }
    boolean isUnlimited = state == State.FREE && ceiling == UNKNOWN;
    return isUnlimited
        ? far.isSlowAbove(SURE_NS, UNLIMITED_NS + far.packetNs(), nowNs)
        : far.isSlowAbove(HALF_NS, far.standsNs(nowNs), nowNs);
  }

  /// Whether a queue stands that this edge could have made. What is late and is little is late for
  /// other reasons, and how little was sent is no rate.
  private boolean isStanding(long leastNs, long nowNs) {
    return leastNs >= far.standsNs(nowNs)
        && (isMuchSent(far.look(SURE_NS, nowNs)) || far.hasLasted());
  }

  private boolean isMuchSent(Look look) {
    return look.sent() >= Math.min(limit() / 2, LEAST_TESTED_BPS);
  }

  private void follow(long endNs, long nowNs) {
    Look look = far.look(HALF_NS, nowNs);
    capacityBefore = capacity;
    known = capacity;
    if (capacity == UNKNOWN || (look.tells(capacity) && look.arrived() < capacity)) {
      setCapacity(look.arrived(), nowNs);
    }
    state = State.FOLLOWING;
    followedNs = endNs;
    restNs = LEAST_REST_NS;
    beCalmFrom(endNs);
    aim(TARGET_NS, LEAST_PACE, MOST_PACE, nowNs);
  }

  /// [State#FOLLOWING].
  private void onFollowing(long endNs, long nowNs) {
    Look look = far.look(QUICK_NS, nowNs);
    long leastNs = far.leastNs(QUICK_NS, nowNs);
    boolean isFed = leastNs >= far.emptyNs();
    known = Math.max(capacity, known * Math.pow(2, -far.elapsedNs() / REMEMBERED_NS));
    double believed = capacity * Math.pow(2, far.elapsedNs() / DOUBLING_NS);
    double arrived = Math.min(look.arrived(), Math.max(known, believed));
    boolean isTelling = arrived >= capacity ? isFed : isStanding(leastNs, nowNs);
    if (isTelling && look.tells(capacity)) {
      boolean isJump = Math.abs(arrived - capacity) > capacity * JUMP;
      setCapacity(isJump ? arrived : capacity + (arrived - capacity) / LOOKS, nowNs);
    } else if (!isFed && arrived > capacity) {
      setCapacity(arrived, nowNs);
    }
    if ((isAtCeiling(capacity) && !isFed) || capacity >= MOST_BPS) {
      free();
      return;
    }
    boolean isOther = capacity > calmLow * (1 + CHANGE) || capacity < calmHigh / (1 + CHANGE);
    if (isOther || !isFed || leastNs > 2 * TARGET_NS) {
      beCalmFrom(endNs);
    }
    calmLow = Math.min(calmLow, capacity);
    calmHigh = Math.max(calmHigh, capacity);
    if (endNs - calmNs >= CALM_NS) {
      settle(endNs, nowNs);
    } else {
      long targetNs = endNs - far.emptiedNs() > EMPTIED_NS ? 0 : TARGET_NS;
      aim(targetNs, LEAST_PACE, MOST_PACE, nowNs);
    }
  }

  private void beCalmFrom(long endNs) {
    calmNs = endNs;
    calmLow = capacity;
    calmHigh = capacity;
  }

  private void settle(long endNs, long nowNs) {
    Look look = far.lookExactly(CALM_NS / 2, nowNs);
    if (Math.abs(look.arrived() - capacity) < capacity * CHANGE) {
      setCapacity(look.arrived(), nowNs);
    }
    rest(endNs);
    aim(0, LEAST_RESTING_PACE, SHARE_OF_RATE, nowNs);
  }

  private void rest(long endNs) {
    state = State.RESTING;
    pace = capacity * SHARE_OF_RATE;
    restUntilNs = endNs + restNs;
    far.restart();
  }

  /// [State#RESTING].
  private void onResting(long endNs, long nowNs) {
    if (isFilling(nowNs)) {
      follow(endNs, nowNs);
    } else if (isVanishing(nowNs)) {
      vanish(endNs, nowNs);
    } else if (endNs - restUntilNs >= 0) {
      if (isAtCeiling(capacity)) {
        free();
      } else {
        grow(nowNs);
      }
    } else {
      aim(0, LEAST_RESTING_PACE, SHARE_OF_RATE, nowNs);
    }
  }

  private void grow(long nowNs) {
    state = State.GROWING;
    steps = 0;
    step(nowNs);
  }

  private void step(long nowNs) {
    stepNs = nowNs;
    steps++;
    pace = capacity * GROWTH;
    if (ceiling > 0) {
      pace = Math.min(pace, ceiling * SHARE_OF_RATE);
    }
  }

  /// [State#GROWING]: what is sent faster has to be known to arrive, or not.
  private void onGrowing(long endNs, long nowNs) {
    Look now = far.look(HALF_NS, nowNs);
    if (now.arrived() < capacity * (1 - JUMP) && isFilling(nowNs)) {
      follow(endNs, nowNs);
      return;
    }
    if (isVanishing(nowNs)) {
      vanish(endNs, nowNs);
      return;
    }
    // Half of a small growth drowns in what a short look is uncertain of.
    boolean isSmall = pace < capacity * SMALL_GROWTH;
    long lookNs = isSmall ? 2 * SURE_NS : SURE_NS;
    if (endNs - far.window(lookNs) - stepNs >= 0) {
      boolean isFed = far.leastNs(lookNs, nowNs) >= far.emptyNs();
      judge(far.look(lookNs, nowNs), isFed, endNs, nowNs);
    }
  }

  private void judge(Look look, boolean isFed, long endNs, long nowNs) {
    double growth = pace / capacity;
    boolean isEnough = look.sent() >= capacity * (1 + growth) / 2;
    boolean hasArrived = look.arrived() > look.sent() * (1 + 1 / growth) / 2;
    // Who waits for acknowledgements sends no faster than the link carries.
    boolean isLimit = isEnough ? !hasArrived : isFed && look.sent() >= capacity * (1 - MISSED);
    if (isLimit) {
      meet(look.arrived(), endNs, nowNs);
    } else if (isEnough) {
      setCapacity(Math.max(capacity, Math.min(look.arrived(), look.sent())), nowNs);
      growOn(endNs, nowNs);
    }
    // Else not enough was sent to tell anything; it may be yet.
  }

  /// The link carries no more than that.
  private void meet(double arrived, long endNs, long nowNs) {
    if (Math.abs(arrived - capacity) > capacity * CHANGE) {
      follow(endNs, nowNs);
      return;
    }
    restNs = Math.min(MOST_REST_NS, 2 * restNs);
    setCapacity(arrived, nowNs);
    rest(endNs);
    aim(0, LEAST_RESTING_PACE, SHARE_OF_RATE, nowNs);
  }

  private void growOn(long endNs, long nowNs) {
    if (isAtCeiling(capacity)) {
      free();
    } else if (steps < GROWN_TWICE) {
      step(nowNs);
    } else {
      follow(endNs, nowNs);
    }
  }

  /// Sets the pace so that the far queue soon has a length.
  private void aim(long targetNs, double leastPace, double mostPace, long nowNs) {
    double horizonNs = HORIZON_NS + far.leastLoopNs(nowNs);
    long aheadNs = Math.max(0, far.aheadNs(QUICK_NS, capacity, nowNs));
    double share = 1 + (targetNs - aheadNs) / horizonNs;
    pace = capacity * Math.clamp(share, leastPace, mostPace);
  }

  // ---------------------------------------------------------------- what turns out to be no queue

  /// Sending slower has not made the delay shorter: it is another way.
  private void shift(long endNs, long nowNs) {
    far.rebase(nowNs - SHIFTED_NS - far.leastLoopNs(nowNs), nowNs);
    slowedNs = endNs;
    if (state == State.FOLLOWING && endNs - followedNs < EPISODE_NS) {
      capacity = capacityBefore;
    }
    if (capacity == UNKNOWN) {
      free();
    } else {
      rest(endNs);
    }
  }

  /// Whether packets are lost by being sent at this rate.
  private boolean isVanishing(long nowNs) {
    return far.isVanishing(SURE_NS, limit() * SHARE_OF_RATE * SHARE_OF_RATE, nowNs);
  }

  /// If as much is lost at the lower rate, the loss is the network's and it will grow again.
  private void vanish(long endNs, long nowNs) {
    setCapacity(far.look(SURE_NS, nowNs).arrived(), nowNs);
    far.forgetLoss(nowNs);
    restNs = LEAST_REST_NS;
    rest(endNs);
  }

  // ---------------------------------------------------------------- parts of it

  private void free() {
    state = State.FREE;
    capacity = UNKNOWN;
    pace = UNKNOWN;
    restNs = LEAST_REST_NS;
  }

  private void setCapacity(double bps, long nowNs) {
    capacity = Math.clamp(bps, LEAST_BPS, MOST_BPS);
    evidenceNs = nowNs;
  }

  /// The link carries what is sent of the configured rate, within what a measurement is uncertain
  /// of.
  private boolean isAtCeiling(double bps) {
    return ceiling > 0 && bps * LEAST_GROWTH >= ceiling * SHARE_OF_RATE;
  }

  /// What the link is thought to carry, as far as anything is.
  private double limit() {
    return capacity != UNKNOWN ? capacity : ceiling > 0 ? ceiling : most;
  }

  private void fade(long nowNs) {
    long unseenNs = nowNs - evidenceNs;
    if (state == State.FREE || unseenNs < FADES_NS) {
      return;
    }
    double growth = Math.pow(2, (unseenNs - FADES_NS) / FADING_NS);
    capacity *= growth;
    pace *= growth;
    evidenceNs = nowNs - FADES_NS;
    if (isAtCeiling(capacity) || capacity >= MOST_BPS) {
      free();
    }
  }

  // ---------------------------------------------------------------- what is known

  /// The rate to tell the shaper, bits a second of IP packets; 0 where nothing has to wait.
  public long bitsPerSecond() {
    if (capacity == UNKNOWN) {
      return (long) ceiling;
    }
    double rate = pace / SHARE_OF_RATE;
    return Math.max(1, Math.round(ceiling > 0 ? Math.min(ceiling, rate) : rate));
  }

  /// The rate that was found, bits a second of IP packets, or [Measure#UNMEASURED] where none was,
  /// or what is configured is not too much.
  public long measuredBps() {
    return capacity == UNKNOWN ? Measure.UNMEASURED : Math.round(capacity);
  }

  public State state() {
    return state;
  }
}
