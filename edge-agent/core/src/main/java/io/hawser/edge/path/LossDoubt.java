package io.hawser.edge.path;

import io.hawser.probe.LossWindow;
import io.hawser.probe.WindowedMinimum;

/// Whether a path loses so much that what is real-time goes by another one as well, and whether it
/// has room for such copies itself. It is no state of the path and moves no flow. Owned by control.
///
/// ```
///           lost more than 0.5 %, by more than chance, in 2, 10 or 30 s
///   sound ─────────────────────────────────────────────────────────────▶ lossy
///         ◀─────────────────────────────────────────────────────────────
///                    20 s without 0.25 % in any 10 s
/// ```
final class LossDoubt {
  /// 0.5 %: the strictest limit of the standard policy. It takes 0.04 off a call's opinion score of
  /// 4.40 (G.711 with concealment, E-model); 1 % takes 0.08.
  static final long LIMIT_PPM = 5_000;

  /// Heavy loss is told by the shortest window, 1 % of one call's packets by the longest.
  private static final long SHORT_NS = 2_000_000_000L;

  private static final long MIDDLE_NS = 10_000_000_000L;
  private static final long LONG_NS = 30_000_000_000L;
  private static final long SLICE_NS = 250_000_000L;

  /// Four standard deviations of a Poisson count: losses come in bursts, which makes them three.
  private static final double DEVIATIONS = 4;

  /// Who lost a burst loses the next one; a second of double voice is cheap.
  private static final long TAIL_NS = 20_000_000_000L;

  /// A path whose queue overflowed takes no copies for so long. Its queue is gone as soon as they
  /// end, so that nothing else would say that it cannot carry them.
  static final long CROWDED_NS = 60_000_000_000L;

  /// A rise of the least delay by less is no queue.
  private static final long QUEUE_NS = 20_000_000L;

  private static final long RECENT_NS = 2_000_000_000L;
  private static final long BASE_NS = 60_000_000_000L;

  /// A path that carries copies is probed each 100 ms.
  private static final int LEAST_DELAYS = 15;

  /// The same of who asks what is now, and waits himself for whether it lasts: parity is to be off
  /// within 2 s.
  private static final long LATEST_NS = 400_000_000L;

  private static final int LEAST_LATEST_DELAYS = 3;

  /// Two reports in a row may be lost and are no silence yet.
  private static final long PATIENCE_NS = 50_000_000L;

  /// Bursts of loss longer than this are an outage: at 100 packets a second, 20 packets of a burst
  /// that has four in the mean.
  private static final long BURST_NS = 200_000_000L;

  /// So many reports with losses within [#LONG_NS] are a habit, and not a stall that may be the
  /// path's last sign.
  private static final long HABIT = 8;

  private final PathOutput output;
  private final int path;
  private final LossWindow loss = new LossWindow(LONG_NS, SLICE_NS);

  /// Reports in place of packets; "missing" are those in which packets were.
  private final LossWindow reports = new LossWindow(LONG_NS, SLICE_NS);

  private final WindowedMinimum latestTransitNs = new WindowedMinimum(LATEST_NS);
  private final WindowedMinimum recentTransitNs = new WindowedMinimum(RECENT_NS);
  private final WindowedMinimum baseTransitNs = new WindowedMinimum(BASE_NS);
  private boolean holds;

  /// Whether it loses again and again, and not once.
  private boolean habitual;

  private long lastReasonNs;
  private boolean crowded;
  private long crowdedNs;
  private long judgedNs = Long.MIN_VALUE / 2;
  private int toldGrade;
  private boolean toldCrowded;

  LossDoubt(PathOutput output, int path) {
    this.output = output;
    this.path = path;
  }

  /// What the peer settled, without what this edge's own socket refused.
  void onCounted(long expected, long missing, long nowNs) {
    loss.add(nowNs, expected, missing);
    reports.add(nowNs, 1, missing > 0 ? 1 : 0);
  }

  void onTransit(long transitNs, long nowNs) {
    latestTransitNs.add(nowNs, transitNs);
    recentTransitNs.add(nowNs, transitNs);
    baseTransitNs.add(nowNs, transitNs);
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    latestTransitNs.clear();
    recentTransitNs.clear();
    baseTransitNs.clear();
  }

  /// @param usable whether anything is sent on the path at all
  /// @param jitterNs of its delay, or unmeasured
  void judge(boolean usable, long jitterNs, long nowNs) {
    if (!usable) {
      end();
      return;
    }
    if (nowNs - judgedNs < SLICE_NS) {
      return;
    }
    judgedNs = nowNs;
    boolean overNow = isOver(SHORT_NS, nowNs) || isOver(MIDDLE_NS, nowNs);
    long ppm = loss.lossPpm(nowNs, MIDDLE_NS, 1);
    if (overNow || isOver(LONG_NS, nowNs) || (holds && ppm >= LIMIT_PPM / 2)) {
      holds = true;
      lastReasonNs = nowNs;
    } else if (nowNs - lastReasonNs > TAIL_NS) {
      holds = false;
    }
    if (overNow && isLonger(recentTransitNs, LEAST_DELAYS, jitterNs, nowNs)) {
      crowded = true;
      crowdedNs = nowNs;
    } else if (nowNs - crowdedNs > CROWDED_NS) {
      crowded = false;
    }
    habitual = holds && reports.missing(nowNs, LONG_NS) >= HABIT;
    tell(holds ? grade(ppm) : 0);
  }

  /// By how much later silence is doubted on this path: on one that loses, an answer that is late
  /// was probably lost, and its packets go two ways already where that costs nothing.
  long patienceNs() {
    return holds ? PATIENCE_NS : 0;
  }

  /// By how much longer the path may be silent before it is suspect: what it lost may have been all
  /// that was sent for a while.
  long suspicionPatienceNs() {
    return habitual ? BURST_NS : 0;
  }

  /// The path carries nothing any more; what it lost is told by its outage.
  void end() {
    loss.clear();
    reports.clear();
    holds = false;
    habitual = false;
    crowded = false;
    tell(0);
  }

  private boolean isOver(long windowNs, long nowNs) {
    double allowed = (double) loss.expected(nowNs, windowNs) * LIMIT_PPM / LossWindow.MILLION;
    return loss.missing(nowNs, windowNs) > allowed + DEVIATIONS * Math.sqrt(allowed) + 1;
  }

  /// Whether packets wait before the path's bottleneck: then what it loses is more than that
  /// carries. Jitter alone keeps all of many delays long now and then, hence three times of it.
  private boolean isLonger(WindowedMinimum transitNs, int leastDelays, long jitterNs, long nowNs) {
    return transitNs.count(nowNs) >= leastDelays
        && transitNs.get(nowNs) - baseTransitNs.get(nowNs) > Math.max(QUEUE_NS, 3 * jitterNs);
  }

  /// Whether what is lost is the path's own queue's, or will be: that stands at this moment, or
  /// lost lately. It may be over the next moment.
  boolean isQueueing(long jitterNs, long nowNs) {
    return toldCrowded || isLonger(latestTransitNs, LEAST_LATEST_DELAYS, jitterNs, nowNs);
  }

  /// 1 below the limit, 2 from there on, and one more each time that the loss doubles.
  static int grade(long lossPpm) {
    return 1 + Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, lossPpm) / LIMIT_PPM);
  }

  private void tell(int grade) {
    if (grade != toldGrade || crowded != toldCrowded) {
      toldGrade = grade;
      toldCrowded = crowded;
      output.onLossDoubt(path, grade, crowded);
    }
  }
}
