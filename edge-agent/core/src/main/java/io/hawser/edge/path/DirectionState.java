package io.hawser.edge.path;

import io.hawser.probe.JitterEstimator;
import io.hawser.probe.Measure;
import io.hawser.probe.WindowedMinimum;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One direction of a path: its state, what it was measured by, and why it is as it is. Owned by
/// control.
final class DirectionState {
  /// Delay is compared with the last minute's least: two clocks drift by 6 ms in that time at 100
  /// ppm.
  private static final long BASE_WINDOW_NS = 60_000_000_000L;

  /// Loss is told from so many packets: one lost is then 1 %.
  private static final long ENOUGH_PACKETS = 100;

  private static final double NS_PER_MS = 1e6;

  private final PathTiming timing;
  private final PathLabel label;
  private final Direction direction;
  private final LossHistory loss = new LossHistory();
  private final RecentTransits recentTransits = new RecentTransits();
  private final WindowedMinimum baseTransitNs = new WindowedMinimum(BASE_WINDOW_NS);
  private final JitterEstimator jitter = new JitterEstimator();
  private boolean jitterMeasured;
  private long jitterSentNs;

  private PathState state = PathState.UNKNOWN;
  private boolean mustProve;
  private boolean everUp;

  /// Since when this state holds; on probation, since when it is clean.
  private long cleanSinceNs;

  /// The delay before it was degraded; known only where it was measured by the present clocks.
  private long degradedBaseNs;

  private boolean degradedBaseKnown;
  private @Nullable PathChange lastChange;

  DirectionState(PathTiming timing, PathLabel label, Direction direction) {
    this.timing = timing;
    this.label = label;
    this.direction = direction;
  }

  PathState state() {
    return state;
  }

  @Nullable PathChange lastChange() {
    return lastChange;
  }

  /// Applies an event; answers the change, or null where nothing changed.
  @Nullable PathChange on(
      PathEvent event, PathCause cause, long value, long limit, String text, long nowNs) {
    PathState from = state;
    PathState to = from.on(event);
    if (to == from) {
      return null;
    }
    state = to;
    if (to == PathState.UP) {
      everUp = true;
      mustProve = false;
    }
    if (to == PathState.DEGRADED || (to == PathState.DOWN && cause != PathCause.PEER_AWAY)) {
      mustProve |= everUp;
    }
    if (to == PathState.DOWN) {
      // What an outage swallowed is told by the outage, and is no measure of what comes after.
      loss.clear();
    }
    if (to == PathState.DEGRADED) {
      degradedBaseKnown = baseTransitNs.count(nowNs) > 0;
      degradedBaseNs = baseTransitNs.get(nowNs);
    }
    cleanSinceNs = nowNs;
    lastChange = new PathChange(nowNs, label, direction, from, to, cause, value, limit, text);
    return lastChange;
  }

  /// Evidence that packets of this direction arrive.
  @Nullable PathChange onHeard(int answers, int wanted, long nowNs) {
    PathEvent event = mustProve ? PathEvent.HEARD_AGAIN : PathEvent.HEARD;
    String text = mustProve ? "heard again, on probation" : "heard";
    return on(event, PathCause.HEARD, answers, wanted, text, nowNs);
  }

  /// @param sentNs when the probe was sent that tells it
  void onTransit(long transitNs, long sentNs, long nowNs) {
    recentTransits.add(transitNs, sentNs);
    baseTransitNs.add(nowNs, transitNs);
    // Those that hurry would tell the jitter of packets that are nearer to each other.
    if (!jitterMeasured || sentNs - jitterSentNs >= RecentTransits.APART_NS) {
      if (sentNs - jitterSentNs > RecentTransits.OLDEST_NS) {
        // Two clocks drift apart meanwhile, which is no jitter.
        jitter.skip();
      }
      jitter.add(transitNs);
      jitterMeasured = true;
      jitterSentNs = sentNs;
    }
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    recentTransits.clear();
    baseTransitNs.clear();
    jitter.clear();
    degradedBaseKnown = false;
  }

  /// Answers whether the direction loses as it did not use to.
  boolean onCounted(long expected, long missing, long nowNs) {
    return loss.add(nowNs, expected, missing);
  }

  /// Judges loss and delay; call it now and then.
  @Nullable PathChange judgeQuality(long smallestRttNs, long nowNs) {
    return switch (state) {
      case UP, PROBATION, SUSPECT -> judgeGood(smallestRttNs, nowNs);
      case DEGRADED -> judgeDegraded(smallestRttNs, nowNs);
      case UNKNOWN, DOWN -> null;
    };
  }

  private @Nullable PathChange judgeGood(long smallestRttNs, long nowNs) {
    long limitPpm = timing.degradedLossPpm();
    long shortNs = timing.shortWindowNs();
    // Thin traffic takes longer to tell, heavy loss is told sooner.
    for (long windowNs : new long[] {shortNs / 2, shortNs, 4 * shortNs, timing.longWindowNs()}) {
      if (loss.exceeds(limitPpm, windowNs, nowNs)) {
        long ppm = loss.lossPpm(nowNs, windowNs, 1);
        String text =
            String.format(
                Locale.ROOT,
                "lost %d of %d packets, %.1f %% (limit %.1f %%)",
                loss.missing(nowNs, windowNs),
                loss.expected(nowNs, windowNs),
                ppm / 1e4,
                limitPpm / 1e4);
        return on(PathEvent.IMPAIRED, PathCause.LOSS, ppm, limitPpm, text, nowNs);
      }
    }
    long limitNs = delayLimitNs(smallestRttNs);
    long riseNs = riseNs(baseTransitNs.get(nowNs), nowNs);
    if (riseNs > limitNs) {
      String text =
          String.format(
              Locale.ROOT,
              "one-way delay rose by %.0f ms (limit %.0f ms)",
              riseNs / NS_PER_MS,
              limitNs / NS_PER_MS);
      return on(PathEvent.IMPAIRED, PathCause.DELAY, riseNs, limitNs, text, nowNs);
    }
    return state == PathState.PROBATION ? judgeProbation(nowNs) : null;
  }

  private @Nullable PathChange judgeProbation(long nowNs) {
    if (!isClean(nowNs)) {
      cleanSinceNs = nowNs;
    }
    long cleanNs = nowNs - cleanSinceNs;
    if (cleanNs < timing.probationNs()) {
      return null;
    }
    String text = String.format(Locale.ROOT, "clean for %.0f s", cleanNs / 1e9);
    mustProve = false;
    return on(PathEvent.PROVEN, PathCause.PROVEN, cleanNs, timing.probationNs(), text, nowNs);
  }

  private @Nullable PathChange judgeDegraded(long smallestRttNs, long nowNs) {
    boolean slow =
        degradedBaseKnown && riseNs(degradedBaseNs, nowNs) > delayLimitNs(smallestRttNs) / 2;
    // A delay that stays is the path's delay: after ten minutes it is judged anew.
    long degradedNs = nowNs - cleanSinceNs;
    boolean settledSlow = degradedNs > 10 * BASE_WINDOW_NS;
    // The long window must have seen the impairment before it can tell that it is over.
    if (degradedNs < timing.longWindowNs() || !isClean(nowNs) || (slow && !settledSlow)) {
      return null;
    }
    long ppm = loss.lossPpm(nowNs, timing.longWindowNs(), 1);
    long limitPpm = timing.degradedLossPpm() / 2;
    return on(PathEvent.CLEAN, PathCause.CLEAN, ppm, limitPpm, "loss and delay as before", nowNs);
  }

  /// Enough packets in the long window, and less than half the limit lost: leave at one, return at
  /// the other.
  private boolean isClean(long nowNs) {
    long ppm = loss.lossPpm(nowNs, timing.longWindowNs(), LossHistory.FEW_PACKETS);
    return ppm == Measure.UNMEASURED
        ? loss.missing(nowNs, timing.longWindowNs()) == 0
        : ppm < timing.degradedLossPpm() / 2;
  }

  private long riseNs(long baseNs, long nowNs) {
    long lastingNs = recentTransits.lastingNs(nowNs);
    return lastingNs == RecentTransits.NONE ? 0 : lastingNs - baseNs;
  }

  private long delayLimitNs(long smallestRttNs) {
    return Math.max(timing.degradedDelayNs(), smallestRttNs / 2);
  }

  /// Loss from the shortest window that tells it, or [Measure#UNMEASURED]: for people, who want to
  /// see what is now.
  long lossPpm(long nowNs) {
    for (long windowNs = timing.shortWindowNs(); windowNs < LossHistory.AVERAGE_NS; windowNs *= 2) {
      long ppm = loss.lossPpm(nowNs, windowNs, ENOUGH_PACKETS);
      if (ppm != Measure.UNMEASURED) {
        return ppm;
      }
    }
    return loss.lossPpm(nowNs, LossHistory.AVERAGE_NS, LossHistory.FEW_PACKETS);
  }

  /// What the rules see: rises at once and falls slowly.
  LossRange lossRange(long nowNs) {
    return loss.range(nowNs);
  }

  /// Whether more packets would soon tell that it no longer loses.
  boolean awaitsEndOfLoss(long nowNs) {
    return loss.awaitsEnd(nowNs);
  }

  /// RFC 3550.
  long jitterNs() {
    return jitter.jitterNs();
  }

  /// Whether more samples would soon tell if the delay begins to vary.
  boolean isRestless() {
    return recentTransits.isRestless();
  }

  boolean isJitterSudden(long nowNs) {
    return recentTransits.suddenJitterNs(nowNs) != Measure.UNMEASURED;
  }

  /// What the rules see: RFC 3550's takes its sixteen samples, and what is sudden counts before.
  long presentJitterNs(long nowNs) {
    return Math.max(jitter.jitterNs(), recentTransits.suddenJitterNs(nowNs));
  }

  /// Whether the direction carries packets as far as is known: not unknown, not down.
  boolean isUsable() {
    return state.isUsable();
  }

  boolean mustProve() {
    return mustProve;
  }
}
