package io.hawser.edge.path;

import io.hawser.probe.Measure;
import io.hawser.probe.RttEstimator;

/// How long nothing has been acknowledged of what was sent on a path, and from when on that means
/// something; the picture is in the package's document. Owned by control.
final class Silence {
  /// A witness's answer may come this much sooner than one here, apart from their round trips, and
  /// what it answers may have reached the peer this much sooner.
  private static final long WITNESS_SPREAD_NS = 10_000_000L;

  /// Suspect whether or not another path bears witness, unless that is silent too. 200 ms, the same
  /// as the fastest in the field.
  private static final long UNWITNESSED_NS = 200_000_000L;

  /// What is missing may come this much later than a witness's answer that was late itself, at
  /// most: of a quarter of its lateness, as the peer works off what waited several times as fast as
  /// it came.
  private static final long LATE_WITNESS_NS = 50_000_000L;

  /// From an urgent probe's arrival to the report about it, and what two busy hosts add to that.
  /// With 15 ms a busy machine was too late for it now and then, and the wrong direction moved.
  private static final long URGENT_REPORT_NS = 25_000_000L;

  /// For so long after a path's first use, or its peer's return from an absence, its hiccups are
  /// not remembered: one of the two boxes may have started just now, and be busy with itself.
  private static final long NEW_NS = 60_000_000_000L;

  final BeatLog beats = new BeatLog();
  private final PathTiming timing;
  private final RttEstimator rtt;
  private final LossDoubt loss;
  private final Hiccups hiccups = new Hiccups();

  /// When the latest acknowledged thing was sent; holds once [#everAnswered].
  private long answeredBeatNs;

  private boolean everAnswered;

  /// How much later than any doubt that acknowledgement came, or 0.
  private long answeredLateNs;

  private long newFromNs;

  /// SRTT of the path by which the peer's word about this one comes, if this one is silent.
  private long detourRttNs = Measure.UNMEASURED;

  /// Whether another path was answered meanwhile, and from when on an answer here is missing.
  private boolean outlived;

  private long outlivedNs;

  /// The same of what was sent well after the silence began.
  private boolean witnessed;

  private long witnessedNs;

  Silence(PathTiming timing, RttEstimator rtt, LossDoubt loss) {
    this.timing = timing;
    this.rtt = rtt;
    this.loss = loss;
  }

  /// @param rttNs of the quickest other path, or unmeasured
  void setDetour(long rttNs) {
    detourRttNs = rttNs;
  }

  /// Age of the oldest thing sent and not yet covered.
  long ns(long nowNs) {
    return beats.isEmpty() ? 0 : nowNs - beats.firstNs();
  }

  /// One of the two boxes may have started just now.
  void onNew(long nowNs) {
    newFromNs = nowNs;
  }

  /// Something sent at `beatNs` was acknowledged, and all before it.
  ///
  /// @param lateNs of what was missing here when this came, see [#lateNs]
  /// @param usable whether the path was in use meanwhile
  void acknowledge(long beatNs, long lateNs, boolean usable, long nowNs) {
    if (!everAnswered || beatNs - answeredBeatNs > 0) {
      answeredBeatNs = beatNs;
      answeredLateNs = lateNs;
    }
    everAnswered = true;
    // A silence that was this path's own and no peer's pause.
    if (isOutlivedBy(nowNs) && usable && nowNs - newFromNs >= NEW_NS && isInDoubt(nowNs)) {
      hiccups.add(ns(nowNs), nowNs);
    }
    outlived = false;
    witnessed = false;
    beats.acknowledge(beatNs);
  }

  void forgive() {
    beats.clear();
    answeredLateNs = 0;
    outlived = false;
    witnessed = false;
  }

  /// Whether something was acknowledged that was not sent before `sentNs`.
  boolean wasAnsweredSince(long sentNs) {
    return everAnswered && answeredBeatNs - sentNs >= 0;
  }

  /// When the latest acknowledged thing was sent; ask only where there is one.
  long answeredBeatNs() {
    return answeredBeatNs;
  }

  /// How late the latest answer was, 0 where it was in time.
  private long answeredLateNs() {
    return answeredLateNs;
  }

  long overdueNs() {
    return rtt.isMeasured() ? rtt.overdueNs(timing.spreadFloorNs()) : timing.firstAnswerNs();
  }

  boolean isOverdue(long nowNs) {
    return ns(nowNs) > overdueNs();
  }

  /// An acknowledgement of data takes a report's interval longer than an answer.
  private long doubtNs() {
    return overdueNs() + timing.feedbackNs();
  }

  boolean isInDoubt(long nowNs) {
    return ns(nowNs) > doubtNs();
  }

  /// When to look again, while something is overdue or may become so.
  ///
  /// @param againNs spacing of looks while something is overdue
  long nextLookNs(long againNs, long nowNs) {
    if (!isOverdue(nowNs)) {
      return beats.firstNs() + overdueNs() + 1;
    }
    long nextNs = nowNs + againNs;
    nextNs = sooner(nextNs, beats.firstNs() + witnessWantedNs(), nowNs);
    nextNs = sooner(nextNs, beats.firstNs() + doubtNs(), nowNs);
    nextNs = sooner(nextNs, beats.firstNs() + suspectNs(nowNs), nowNs);
    return outlived ? sooner(nextNs, outlivedNs, nowNs) : nextNs;
  }

  /// The moment just after `limitNs`, if that is still to come and comes before `nextNs`.
  private static long sooner(long nextNs, long limitNs, long nowNs) {
    return limitNs - nowNs >= 0 ? Math.min(nextNs, limitNs + 1) : nextNs;
  }

  long suspectNs(long nowNs) {
    long hiccupNs = hiccups.longestNs(nowNs);
    long leastNs = Math.max(timing.suspectNs(), hiccupNs + (hiccupNs >> 3));
    return Math.max(leastNs, roundAboutNs()) + loss.suspicionPatienceNs();
  }

  /// Until the report that an urgent probe asks for could have come back by another path: a path of
  /// which only the way back is blocked is not to be suspected.
  private long roundAboutNs() {
    long thereAndBackNs = (rtt.smoothedNs() + Math.max(rtt.smoothedNs(), detourRttNs)) / 2;
    return overdueNs() + Math.max(thereAndBackNs, overdueNs() >> 1) + URGENT_REPORT_NS;
  }

  long downNs(long nowNs) {
    return Math.max(timing.downNs(), suspectNs(nowNs) + overdueNs());
  }

  /// Whether another path's peer has answered something that came there later than what is missing
  /// here, and then had time to answer here too. The ways there and back are taken to be equal. Of
  /// a peer that stands still for a moment it is not enough that one way to it is the shorter.
  boolean isOutlivedBy(MonitoredPath other, long nowNs) {
    long apartNs =
        WITNESS_SPREAD_NS + Math.max(0, (rtt.smoothedNs() - other.delays.smoothedRttNs()) / 2);
    if (!outlived
        && !beats.isEmpty()
        && other.silence().wasAnsweredSince(beats.firstNs() + apartNs)) {
      outlived = true;
      outlivedNs =
          nowNs + apartNs + Math.min(LATE_WITNESS_NS, other.silence().answeredLateNs() / 4);
    }
    return isOutlivedBy(nowNs);
  }

  private boolean isOutlivedBy(long nowNs) {
    return outlived && nowNs - outlivedNs > 0;
  }

  /// How much longer than an acknowledgement may take, and all doubt, something has been missing.
  long lateNs(long nowNs) {
    return Math.max(0, ns(nowNs) - doubtNs());
  }

  /// Whether another path was answered since this one fell silent, with whatever time to spare.
  boolean isOutlived() {
    return outlived;
  }

  /// Whether the peer answered `other` something that was sent well after the silence began, and
  /// then had time to answer here too: the path is dead and not its peer.
  boolean isProvenDeadBy(MonitoredPath other, long nowNs) {
    if (!witnessed
        && !beats.isEmpty()
        && other.silence().wasAnsweredSince(beats.firstNs() + overdueNs() + 1)) {
      witnessed = true;
      witnessedNs = nowNs;
    }
    return witnessed && nowNs - witnessedNs > overdueNs();
  }

  /// Whether others are to be asked if the peer lives. Those that cost are asked later.
  boolean wantsWitness(boolean costly, long nowNs) {
    return ns(nowNs) > (costly ? suspectNs(nowNs) : witnessWantedNs());
  }

  private long witnessWantedNs() {
    return doubtNs() - WITNESS_SPREAD_NS;
  }

  boolean needsNoWitness(long nowNs) {
    return ns(nowNs) > Math.max(UNWITNESSED_NS, suspectNs(nowNs));
  }
}
