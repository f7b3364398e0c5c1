package io.hawser.edge.path;

import io.hawser.probe.LossWindow;
import io.hawser.probe.Measure;

/// What was lost in one direction, over windows from half a second to eight minutes, and how much
/// of that may be chance. Owned by control.
///
/// - What counts is the average of the last minute or of the last two, whichever is higher.
/// - What is lost *at the least*, and *at the most*: five standard deviations off. The least is the
///   highest that any window tells: a short one where much is lost, a long one where little is.
/// - A *change*: much more is lost than the path used to lose. Three losses within a second say
///   little about how much is lost, but after a minute without any they are no chance; and then the
///   likeliest is what was seen since. From a change on what was before does not count, but for its
///   last seconds.
///
/// - An *end*: since the last loss so many packets came that as before fourteen more losses would
///   have been among them. Then nothing that was before counts either. A path that is idle would
///   need minutes for them: it is to be probed meanwhile ([#awaitsEnd]).
///
/// Losses come in bursts, and a burst says but once that packets get lost. So the evidence is not
/// how many are missing, but in how many reports some are; how many are missing says how much.
final class LossHistory {
  /// The shortest window is two of them.
  static final long SLICE_NS = 250_000_000;

  static final long AVERAGE_NS = 60_000_000_000L;

  private static final long LONG_AVERAGE_NS = 128_000_000_000L;

  private static final long OLD_SLICE_NS = 8_000_000_000L;
  private static final long OLDEST_NS = 64 * OLD_SLICE_NS;

  /// Windows up to this are cut in short slices.
  private static final long RECENT_NS = 2 * OLD_SLICE_NS;

  /// A change shows within this; what takes longer is told from the certain loss.
  private static final long LONGEST_CHANGE_NS = 2_000_000_000;

  private static final long SHORTEST_NS = 2 * SLICE_NS;

  /// After a change, what was seen since is taken as it is for so long. Then there are enough
  /// packets to ask for certainty.
  private static final long FRESH_NS = 10_000_000_000L;

  /// By chance none comes in place of so many once in a million times: it is looked for after every
  /// loss of a link that loses all day.
  private static final double MISSED_LOSSES = 14;

  /// Sooner nothing is over.
  private static final long LEAST_CLEAN_NS = 10_000_000_000L;

  /// A loss that is longer ago is forgotten soon anyway.
  private static final long AWAITED_NS = 60_000_000_000L;

  /// The least that is reported as loss at all.
  static final long FEW_PACKETS = 20;

  /// Many, as it is looked at some times a second and chance is to move nobody in a day.
  private static final double DEVIATIONS = 5;

  /// Deviations for what is judged every moment anew and lasts for seconds.
  private static final double FEWER_DEVIATIONS = 4;

  /// What a path without any loss may be thought to have had of it.
  private static final double UNSEEN = 0.5;

  private final LossWindow recent = new LossWindow(AVERAGE_NS, SLICE_NS);
  private final LossWindow old = new LossWindow(OLDEST_NS, OLD_SLICE_NS);

  /// Reports in place of packets; "missing" are those in which packets were.
  private final LossWindow recentReports = new LossWindow(RECENT_NS, SLICE_NS);

  private final LossWindow oldReports = new LossWindow(OLDEST_NS, OLD_SLICE_NS);

  private boolean changed;
  private long changedNs;

  /// When the last loss was reported, and how many packets came since; holds while [#lost].
  private long lostNs;

  private boolean lost;
  private long cleanPackets;

  /// Takes a report in. Answers whether it tells of loss to which the path was not used, so that it
  /// should be looked at now.
  boolean add(long nowNs, long expected, long missing) {
    recent.add(nowNs, expected, missing);
    old.add(nowNs, expected, missing);
    long lossy = missing > 0 ? 1 : 0;
    recentReports.add(nowNs, 1, lossy);
    oldReports.add(nowNs, 1, lossy);
    if (lossy == 0) {
      cleanPackets += expected;
      noticeEnd(nowNs);
      return false;
    }
    lost = true;
    lostNs = nowNs;
    cleanPackets = 0;
    noticeChange(nowNs);
    return isFresh(nowNs);
  }

  private void noticeEnd(long nowNs) {
    if (!lost || nowNs - lostNs < LEAST_CLEAN_NS) {
      return;
    }
    long packetsBefore = old.expected(nowNs, OLDEST_NS) - cleanPackets;
    long losses = oldReports.missing(nowNs, OLDEST_NS);
    if (packetsBefore > 0 && (double) cleanPackets * losses / packetsBefore >= MISSED_LOSSES) {
      clear();
      recent.add(nowNs, cleanPackets, 0);
      old.add(nowNs, cleanPackets, 0);
      recentReports.add(nowNs, 1, 0);
      oldReports.add(nowNs, 1, 0);
    }
  }

  /// Whether it lost not long ago, and packets would tell that it no longer does.
  boolean awaitsEnd(long nowNs) {
    return lost && nowNs - lostNs < AWAITED_NS;
  }

  private void forgetBefore(long thenNs) {
    recent.forgetBefore(thenNs);
    old.forgetBefore(thenNs);
    recentReports.forgetBefore(thenNs);
    oldReports.forgetBefore(thenNs);
  }

  private void noticeChange(long nowNs) {
    for (long windowNs = SHORTEST_NS; windowNs <= LONGEST_CHANGE_NS; windowNs *= 2) {
      if (isUnusual(windowNs, nowNs)) {
        changed = true;
        changedNs = nowNs;
        forgetBefore(nowNs - windowNs);
        return;
      }
    }
  }

  /// Beyond chance and beyond bursts: by eight standard deviations above four times as much as
  /// usual, and by three losses.
  private boolean isUnusual(long windowNs, long nowNs) {
    long packets = recent.expected(nowNs, windowNs);
    long losses = recentReports.missing(nowNs, windowNs);
    long packetsBefore = old.expected(nowNs, OLDEST_NS) - packets;
    long lossesBefore = Math.max(0, oldReports.missing(nowNs, OLDEST_NS) - losses);
    if (packetsBefore <= 0) {
      return false;
    }
    double usual = (lossesBefore + UNSEEN) / packetsBefore * packets;
    return losses > 4 * usual + 8 * Math.sqrt(usual) + 2;
  }

  private boolean isFresh(long nowNs) {
    return changed && nowNs - changedNs < FRESH_NS;
  }

  LossRange range(long nowNs) {
    // Losses that are no chance tell something, of however few packets.
    long averagePpm = recent.lossPpm(nowNs, AVERAGE_NS, isFresh(nowNs) ? 1 : FEW_PACKETS);
    if (averagePpm == Measure.UNMEASURED) {
      return LossRange.UNMEASURED;
    }
    long leastPpm = isFresh(nowNs) ? averagePpm : leastPpm(nowNs);
    long ppm = Math.max(Math.max(averagePpm, longAveragePpm(nowNs)), leastPpm);
    return new LossRange(ppm, leastPpm, Math.max(ppm, mostPpm(nowNs)));
  }

  /// A single stall is over after a minute, however many packets it took.
  private long longAveragePpm(long nowNs) {
    return oldReports.missing(nowNs, LONG_AVERAGE_NS) > 1
        ? old.lossPpm(nowNs, LONG_AVERAGE_NS, FEW_PACKETS)
        : 0;
  }

  private long leastPpm(long nowNs) {
    long leastPpm = 0;
    double deviations = deviations(nowNs);
    for (long windowNs = LONGEST_CHANGE_NS; windowNs <= OLDEST_NS; windowNs *= 2) {
      LossWindow packets = windowNs <= RECENT_NS ? recent : old;
      LossWindow reports = windowNs <= RECENT_NS ? recentReports : oldReports;
      long losses = reports.missing(nowNs, windowNs);
      // One is none: it could be the only one for long.
      double root = (Math.sqrt(deviations * deviations + 4.0 * (losses - 1)) - deviations) / 2;
      if (losses > 1) {
        double burst = meanBurst(packets, reports, windowNs, nowNs);
        leastPpm = Math.max(leastPpm, ppm(packets, root * root * burst, windowNs, nowNs));
      }
    }
    return leastPpm;
  }

  private long mostPpm(long nowNs) {
    long losses = oldReports.missing(nowNs, OLDEST_NS);
    double deviations = deviations(nowNs);
    double root = (Math.sqrt(deviations * deviations + 4.0 * losses) + deviations) / 2;
    double burst = meanBurst(old, oldReports, OLDEST_NS, nowNs);
    return ppm(old, root * root * burst, OLDEST_NS, nowNs);
  }

  /// Chance makes not only more losses or fewer, but longer ones or shorter: where their lengths
  /// are geometric, the variance of what is missing is `2 - 1/mean` times that of losses alike.
  private double deviations(long nowNs) {
    return DEVIATIONS * Math.sqrt(2 - 1 / meanBurst(old, oldReports, OLDEST_NS, nowNs));
  }

  /// Packets that a loss took, in the mean.
  private static double meanBurst(
      LossWindow packets, LossWindow reports, long windowNs, long nowNs) {
    long losses = reports.missing(nowNs, windowNs);
    return losses == 0 ? 1 : Math.max(1, (double) packets.missing(nowNs, windowNs) / losses);
  }

  /// Loss if so many had been missing in the window in place of those that there were.
  private static long ppm(LossWindow packets, double missing, long windowNs, long nowNs) {
    double share = missing / Math.max(1, packets.expected(nowNs, windowNs));
    return Math.min(LossWindow.MILLION, Math.round(share * LossWindow.MILLION));
  }

  /// Whether more than a share was lost in a window, by more than a few bursts that met by chance.
  boolean exceeds(long limitPpm, long windowNs, long nowNs) {
    long missing = recent.missing(nowNs, windowNs);
    double allowed = (double) recent.expected(nowNs, windowNs) * limitPpm / LossWindow.MILLION;
    double burst =
        Math.max(1, (double) missing / Math.max(1, recentReports.missing(nowNs, windowNs)));
    return missing > allowed + FEWER_DEVIATIONS * Math.sqrt(allowed * burst) + burst;
  }

  long expected(long nowNs, long windowNs) {
    return recent.expected(nowNs, windowNs);
  }

  long missing(long nowNs, long windowNs) {
    return recent.missing(nowNs, windowNs);
  }

  /// As [LossWindow#lossPpm], up to [#AVERAGE_NS].
  long lossPpm(long nowNs, long windowNs, long leastExpected) {
    return recent.lossPpm(nowNs, windowNs, leastExpected);
  }

  void clear() {
    recent.clear();
    old.clear();
    recentReports.clear();
    oldReports.clear();
    changed = false;
    lost = false;
  }
}
