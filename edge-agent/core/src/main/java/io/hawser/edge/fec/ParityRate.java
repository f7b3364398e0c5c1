package io.hawser.edge.fec;

/// How many repair symbols a path's source symbols get, from what is measured of the path.
///
/// A window of W symbols loses `p W` of them on average, for a loss share p. Losses that come in
/// bursts of B on average, of geometric length, vary by a variance of `p (2 B - 1) W`. So many
/// repair symbols a window as the mean and [#DEVIATIONS] of the standard deviation, and enough for
/// those that get lost themselves, repair what a window loses but rarely. Never fewer than a mean
/// burst a window, never more than [#MOST_PPM].
///
/// ```
///               loss                             harm for 1 s
///   NO_LOSS ─────────────▶ REPAIRS ──────────┐
///    │ ▲ ▲  ◀───────────── (in doubt: no     ▼
///    │ │ └   none for 5 s   more than now)   SELF_MADE ◀──▶ LINK_FULL
///    │ └──────────────────────────────────── │    whichever is there
///    └──────────────────────────────────────▶┘
///              harm for 1 s       no harm for 10 s
/// ```
///
/// *Harm* is what more packets make worse: loss that we make ourselves, told by a rising one-way
/// delay, and a link that is nearly full.
///
/// Owned by one agent; not thread-safe.
public final class ParityRate {
  /// Repair symbols a million source symbols, at most: what is promised to cost no more than 20 %.
  public static final int MOST_PPM = 200_000;

  /// Below 0.1 % nothing is repaired.
  static final int LEAST_LOSS_PPM = 1_000;

  /// From 0.5 % on what is measured is believed at once. Of less, a few bursts that come together
  /// on a clean path are as much: it must be the average of [#LONG_NS] too.
  static final int CLEAR_LOSS_PPM = 5_000;

  static final long LONG_NS = 20_000_000_000L;

  /// A link that is used more is full next, and parity would push out what it is to protect.
  static final int MOST_LOAD_PPM = 850_000;

  /// Harm must last so long; with two reports a second parity is off within 2 s.
  static final long HARM_NS = 1_000_000_000L;

  /// Gone for so long, it has not lasted: a rising delay is seen in some reports and not in others.
  static final long DOUBT_NS = 500_000_000L;

  /// Once parity is off, harm must be gone for so long: what parity did to the link must not come
  /// back at once with it.
  static final long CALM_NS = 10_000_000_000L;

  /// The rate rises at once and falls after so long: losses come in clusters.
  static final long HOLD_NS = 5_000_000_000L;

  /// Of the losses in a window. Three leave more of bursts than is wanted (0.30 % of 2 % in bursts
  /// of 2), whose number has a longer tail than a normal distribution.
  private static final double DEVIATIONS = 4;

  /// Longer bursts are an outage, which no window repairs.
  private static final double LONGEST_BURST = 8;

  private static final double PPM = 1e6;

  /// Why the rate is as it is.
  public enum Reason {
    NO_LOSS,
    REPAIRS,
    SELF_MADE,
    LINK_FULL
  }

  private final int window;
  private int ratePpm;
  private long wantedNs;
  private double averageLossPpm;
  private boolean isReported;
  private long reportNs;
  private Reason reason = Reason.NO_LOSS;
  private boolean inDoubt;
  private long doubtFromNs;
  private long harmNs;

  /// @param window source symbols that a repair symbol sums up: 1 to [Encoder#MOST_WINDOW]
  public ParityRate(int window) {
    if (window < 1 || window > Encoder.MOST_WINDOW) {
      throw new IllegalArgumentException(
          "window: " + window + " (expected: 1 to " + Encoder.MOST_WINDOW + ")");
    }
    this.window = window;
  }

  /// Repair symbols a million source symbols; 0 where there are to be none.
  public int ratePpm() {
    return ratePpm;
  }

  public Reason reason() {
    return reason;
  }

  /// What is measured now; wanted at least twice a second.
  ///
  /// @param lossPpm of the path, of a window of some thousand packets
  /// @param meanBurst packets lost next to one another, on average; 1 where that is not known
  /// @param selfMade whether the one-way delay rises as the packets get lost
  /// @param loadPpm of the link's rate that is used, what it carries now included
  public void onReport(int lossPpm, double meanBurst, boolean selfMade, int loadPpm, long nowNs) {
    average(lossPpm, nowNs);
    if (selfMade) {
      onHarm(Reason.SELF_MADE, nowNs);
    } else if (loadPpm > MOST_LOAD_PPM) {
      onHarm(Reason.LINK_FULL, nowNs);
    } else {
      onCalm(nowNs);
    }
    if (isOff()) {
      ratePpm = 0;
      return;
    }
    rate(wantedPpm(believed(lossPpm), meanBurst), nowNs);
    reason = ratePpm > 0 ? Reason.REPAIRS : Reason.NO_LOSS;
  }

  private void average(int lossPpm, long nowNs) {
    if (isReported) {
      double weight = Math.min(1, (double) (nowNs - reportNs) / LONG_NS);
      averageLossPpm += weight * (lossPpm - averageLossPpm);
    }
    isReported = true;
    reportNs = nowNs;
  }

  private double believed(int lossPpm) {
    return lossPpm >= CLEAR_LOSS_PPM ? lossPpm : Math.min(lossPpm, averageLossPpm);
  }

  /// Whether more packets would do harm.
  public boolean isOff() {
    return reason == Reason.SELF_MADE || reason == Reason.LINK_FULL;
  }

  private void onHarm(Reason harm, long nowNs) {
    if (!inDoubt) {
      inDoubt = true;
      doubtFromNs = nowNs;
    }
    harmNs = nowNs;
    if (isOff() || nowNs - doubtFromNs >= HARM_NS) {
      reason = harm;
    }
  }

  private void onCalm(long nowNs) {
    if (inDoubt && nowNs - harmNs >= (isOff() ? CALM_NS : DOUBT_NS)) {
      inDoubt = false;
      reason = Reason.NO_LOSS;
    }
  }

  private void rate(int wantedPpm, long nowNs) {
    if (wantedPpm >= ratePpm) {
      wantedNs = nowNs;
      ratePpm = inDoubt ? ratePpm : wantedPpm;
    } else if (nowNs - wantedNs >= HOLD_NS) {
      wantedNs = nowNs;
      ratePpm = wantedPpm;
    }
  }

  private int wantedPpm(double lossPpm, double meanBurst) {
    if (lossPpm < LEAST_LOSS_PPM) {
      return 0;
    }
    double loss = Math.min(lossPpm / PPM, 0.5);
    // Also where it is not a number.
    double burst = meanBurst >= 1 ? Math.min(meanBurst, LONGEST_BURST) : 1;
    double deviation = Math.sqrt(loss * (2 * burst - 1) / window);
    double wanted = (loss + DEVIATIONS * deviation) / (1 - loss);
    return (int) Math.min(MOST_PPM, PPM * Math.max(wanted, burst / window));
  }
}
