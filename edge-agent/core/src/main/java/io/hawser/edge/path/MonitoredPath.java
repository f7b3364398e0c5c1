package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.probe.Measure;
import io.hawser.probe.NtpTimestamp;
import io.hawser.probe.RttEstimator;
import io.hawser.probe.WindowedMinimum;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One path: what was sent and acknowledged, what was heard, and what follows for its two
/// directions. Owned by control. Whether silence means this path or its peer is for [PeerPaths],
/// which alone sees the others.
final class MonitoredPath {
  /// A path counts as active this long after its last user packet.
  private static final long ACTIVE_NS = 1_000_000_000L;

  /// A new path is probed at the active rate this long, to have its loss and jitter known early.
  private static final long WARM_UP_NS = 3_000_000_000L;

  /// The peer's wish for feedback lasts this long.
  private static final long URGENT_NS = 1_000_000_000L;

  /// What was lost during an outage is reported this much later at most.
  private static final long OUTAGE_TAIL_NS = 1_000_000_000L;

  /// The reference delay for one-way differences is this recent: 3 ms of clock drift at 100 ppm.
  private static final long REFERENCE_WINDOW_NS = 30_000_000_000L;

  /// A path that is down in both directions is heard of no more after so many probe intervals.
  private static final int INBOUND_INTERVALS = 3;

  /// Regular probes to a peer leave at one of so many moments, this far apart.
  private static final int BEAT_PHASES = 10;

  private static final long BEAT_NS = 50_000_000L;

  /// While something is overdue it is judged this often.
  private static final long JUDGE_NS = 10_000_000;

  /// Rounding of NTP timestamps, generously.
  private static final long ROUNDING_NS = 1_000;

  /// What two clocks may have drifted apart by since the last reply: 16 minutes at 100 ppm.
  private static final long DRIFT_NS = 100_000_000L;

  private static final int TRANSIT_GAIN_SHIFT = 3;

  final PathLabel label;
  final DirectionState outbound;
  final DirectionState inbound;
  private final PathTiming timing;
  private final PathOutput output;
  private final Runnable onClockStep;

  private final RttEstimator rtt = new RttEstimator();
  private final WindowedMinimum smallestRttNs = new WindowedMinimum(REFERENCE_WINDOW_NS);
  private final WindowedMinimum smallestTransitNs = new WindowedMinimum(REFERENCE_WINDOW_NS);
  private boolean transitMeasured;
  private long transitNs;
  private long lastTransitNs;
  private long lastRttNs;

  private final ProbeLog probes = new ProbeLog();
  private final Silence silence;
  private final Doubt doubt;
  private final BeatLog answersDue = new BeatLog();
  private final CounterAccount sent = new CounterAccount();
  private final CounterAccount received = new CounterAccount();
  private boolean everReported;
  private int receivedSession;
  private boolean linkDown;
  private long warmUpFromNs;
  private boolean probeAtOnce = true;
  private long lastProbeNs;

  /// When the latest acknowledged thing was sent; holds once [#everAcked].
  private long ackedBeatNs;

  private boolean everAcked;
  private long lastHeardNs;
  private boolean everHeard;
  private int answersInRow;

  private long qualityFromNs;
  private long forgivenNs;

  private @Nullable SendReport lastSend;
  private long lastDataNs;

  private long urgentUntilNs;
  private long lastFeedbackNs;
  private @Nullable ReceiveReport lastReported;

  /// @param onClockStep told when the peer's clock is another one than before; it is to call
  ///   [#forgetTransit] of all paths to that peer
  MonitoredPath(
      PathTiming timing, PathOutput output, PathLabel label, Runnable onClockStep, long nowNs) {
    this.timing = timing;
    this.output = output;
    this.label = label;
    silence = new Silence(timing, rtt);
    doubt = new Doubt(timing, output, label.path());
    this.onClockStep = onClockStep;
    outbound = new DirectionState(timing, label, Direction.OUTBOUND);
    inbound = new DirectionState(timing, label, Direction.INBOUND);
    warmUpFromNs = nowNs;
    lastProbeNs = nowNs;
    lastHeardNs = nowNs;
    lastDataNs = nowNs - ACTIVE_NS;
    lastFeedbackNs = nowNs - timing.idleFeedbackNs();
    urgentUntilNs = nowNs;
    qualityFromNs = nowNs;
    forgivenNs = nowNs;
  }

  // What was heard, in the order of its evidence.

  void onAuthentic(long heardNs, long nowNs) {
    everHeard = true;
    if (heardNs - lastHeardNs > 0) {
      lastHeardNs = heardNs;
    }
    answersDue.acknowledge(heardNs);
    if (!linkDown) {
      emit(inbound.onHeard(1, 1, nowNs), nowNs);
    }
  }

  /// Answers whether the reply was to a probe that was still unanswered.
  boolean onProbeReply(ProbeEcho echo, long nowNs) {
    long askedNs = probes.take(echo.sequence());
    if (askedNs == ProbeLog.NOT_OUTSTANDING) {
      return false;
    }
    long receivedAt = NtpTimestamp.fromNs(echo.receivedNs());
    long thereAndBackNs = NtpTimestamp.differenceNs(receivedAt, echo.sent());
    long heldNs = NtpTimestamp.differenceNs(echo.peerSent(), echo.peerReceived());
    long rttNs = thereAndBackNs - heldNs;
    // A peer that lies, or whose clock stepped, proves that it is there and measures nothing. Nor
    // does what waited while one of the two edges stood still.
    boolean measured =
        heldNs >= 0
            && rttNs >= -ROUNDING_NS
            && thereAndBackNs <= nowNs - askedNs + ROUNDING_NS
            && askedNs - forgivenNs >= 0;
    if (measured) {
      measure(
          Math.max(0, rttNs),
          NtpTimestamp.differenceNs(echo.peerReceived(), echo.sent()),
          NtpTimestamp.differenceNs(receivedAt, echo.peerSent()),
          nowNs);
    }
    onAcknowledged(askedNs, nowNs);
    return true;
  }

  private void measure(long rttNs, long outTransitNs, long inTransitNs, long nowNs) {
    if (isClockStep(rttNs, outTransitNs)) {
      onClockStep.run();
    }
    lastTransitNs = outTransitNs;
    lastRttNs = rttNs;
    rtt.add(rttNs);
    smallestRttNs.add(nowNs, rttNs);
    smallestTransitNs.add(nowNs, outTransitNs);
    transitNs =
        transitMeasured
            ? transitNs + ((outTransitNs - transitNs) >> TRANSIT_GAIN_SHIFT)
            : outTransitNs;
    transitMeasured = true;
    outbound.onTransit(outTransitNs, nowNs);
    inbound.onTransit(inTransitNs, nowNs);
  }

  /// Between two replies a transit changes by no more than the longer of their round trips, apart
  /// from drift. What changes by more is the peer's clock: it counts from its boot, and it booted.
  private boolean isClockStep(long rttNs, long outTransitNs) {
    return transitMeasured
        && Math.abs(outTransitNs - lastTransitNs) > Math.max(rttNs, lastRttNs) + DRIFT_NS;
  }

  /// What was measured against the peer's former clock says nothing about the present one.
  void forgetTransit() {
    transitMeasured = false;
    smallestTransitNs.clear();
    outbound.forgetTransit();
    inbound.forgetTransit();
  }

  boolean knowsSession(int remoteIndex) {
    return sent.isOpen(remoteIndex);
  }

  /// The peer's report on what I sent; it may have come by any path.
  void onFeedback(Feedback feedback, long nowNs) {
    if (!sent.take(feedback)) {
      return;
    }
    if (nowNs - qualityFromNs >= 0) {
      outbound.onCounted(sent.newlyExpected(), sent.newlyMissing(), nowNs);
      emit(outbound.judgeQuality(smallestRttNs.get(nowNs), nowNs), nowNs);
    }
    doubt.onFeedback(feedback);
    long coveredNs = silence.beats.coveredNs(feedback.receiverIndex(), feedback.highestCounter());
    if (coveredNs != Long.MIN_VALUE) {
      onAcknowledged(coveredNs, nowNs);
    }
  }

  private void onAcknowledged(long beatNs, long nowNs) {
    if (!everAcked || beatNs - ackedBeatNs > 0) {
      ackedBeatNs = beatNs;
    }
    everAcked = true;
    silence.acknowledge(beatNs, outbound.isUsable(), nowNs);
    answersInRow++;
    if (linkDown) {
      return;
    }
    boolean returning = outbound.state() == PathState.DOWN && outbound.mustProve();
    if (returning && answersInRow < timing.returnAnswers()) {
      return;
    }
    emit(outbound.onHeard(answersInRow, returning ? timing.returnAnswers() : 1, nowNs), nowNs);
  }

  // What was sent.

  void onSendReport(SendReport report) {
    SendReport last = lastSend;
    lastSend = report;
    sent.open(report.remoteIndex());
    if (last != null && report.refused() > last.refused()) {
      sent.excuse(report.refused() - last.refused());
    }
    silence.beats.assign(report.takenNs(), report.remoteIndex(), report.highestCounter());
    if (last == null ? report.dataPackets() > 0 : report.dataPackets() != last.dataPackets()) {
      lastDataNs = report.takenNs();
      silence.beats.add(report.takenNs(), report.remoteIndex(), report.highestCounter());
    }
  }

  void probe(boolean urgent, long nowNs) {
    silence.beats.add(nowNs);
    answersDue.add(nowNs);
    probeAtOnce = false;
    lastProbeNs = nowNs;
    output.sendProbe(label.path(), probes.add(nowNs), urgent);
  }

  // What the peer is to learn.

  void onUrgent(long nowNs) {
    urgentUntilNs = nowNs + URGENT_NS;
  }

  /// Takes in what this edge received; answers whether the peer should be told now.
  boolean onReceiveReport(ReceiveReport report, long nowNs) {
    onAuthentic(report.lastHeardNs(), nowNs);
    everReported = true;
    receivedSession = report.feedback().receiverIndex();
    received.open(receivedSession);
    if (received.take(report.feedback()) && nowNs - qualityFromNs >= 0) {
      inbound.onCounted(received.newlyExpected(), received.newlyMissing(), nowNs);
    }
    if (!isWorthTelling(report, nowNs)) {
      return false;
    }
    lastReported = report;
    lastFeedbackNs = nowNs;
    return true;
  }

  private boolean isWorthTelling(ReceiveReport report, long nowNs) {
    ReceiveReport last = lastReported;
    boolean sameSession =
        last != null && last.feedback().receiverIndex() == report.feedback().receiverIndex();
    long data = report.dataPackets() - (sameSession && last != null ? last.dataPackets() : 0);
    long probed = report.probes() - (sameSession && last != null ? last.probes() : 0);
    long settled =
        report.feedback().settled() - (sameSession && last != null ? last.feedback().settled() : 0);
    if (data > 0 || (probed > 0 && isUrgent(nowNs))) {
      return true;
    }
    boolean idleDue = nowNs - lastFeedbackNs >= timing.idleFeedbackNs();
    boolean affordable = !label.metered() || isActive(nowNs) || isWarmingUp(nowNs);
    return settled > 0 && idleDue && affordable;
  }

  /// Whether reports about this path should also go by another one.
  boolean wantsSecondWay(long nowNs) {
    return isUrgent(nowNs)
        || outbound.state() == PathState.SUSPECT
        || outbound.state() == PathState.DEGRADED
        || outbound.state() == PathState.DOWN;
  }

  private boolean isUrgent(long nowNs) {
    return urgentUntilNs - nowNs > 0;
  }

  // What follows.

  void onLinkDown(String text, long nowNs) {
    linkDown = true;
    // What is under way is lost with the link: it is sent again before flows leave.
    doubt.set(outbound.isUsable());
    goDown(PathCause.LINK_DOWN, PathEvent.GONE, 0, 0, text, nowNs);
    doubt.set(false);
  }

  /// Before the path is forgotten.
  void retire() {
    doubt.set(false);
  }

  /// The peer's link is down; what is under way to it is sent again by another.
  void onWithdrawn(long nowNs) {
    if (linkDown || !outbound.isUsable()) {
      return;
    }
    doubt.set(true);
    goDown(PathCause.LINK_DOWN, PathEvent.GONE, 0, 0, "the peer's link is down", nowNs);
    doubt.set(false);
  }

  /// The receiver index of the latest session that something came on.
  OptionalInt receivedSession() {
    return everReported ? OptionalInt.of(receivedSession) : OptionalInt.empty();
  }

  void onLinkUp(long nowNs) {
    linkDown = false;
    forgiveSilence(nowNs);
  }

  void goDown(PathCause cause, PathEvent event, long value, long limit, String text, long nowNs) {
    emit(outbound.on(event, cause, value, limit, text, nowNs), nowNs);
    emit(inbound.on(event, cause, value, limit, text, nowNs), nowNs);
  }

  /// Whatever is unanswered is not held against the path: the peer or this edge stood still.
  void forgiveSilence(long nowNs) {
    doubt.set(false);
    silence.forgive();
    answersDue.clear();
    forgivenNs = nowNs;
    lastHeardNs = nowNs;
    qualityFromNs = nowNs + OUTAGE_TAIL_NS;
    probeAtOnce = true;
  }

  void probeAtOnce() {
    probeAtOnce = true;
  }

  /// Judges what concerns this path alone.
  ///
  /// @param witnessed whether silence is this path's and not its peer's, see [PeerPaths]
  void judge(boolean witnessed, long nowNs) {
    if (linkDown) {
      return;
    }
    if (hasOverdue(nowNs)) {
      answersInRow = 0;
    }
    doubt.judge(outbound.isUsable() && silence.isInDoubt(nowNs), nowNs);
    judgeOutboundSilence(witnessed, nowNs);
    judgeInboundSilence(nowNs);
    long smallest = smallestRttNs.get(nowNs);
    emit(outbound.judgeQuality(smallest, nowNs), nowNs);
    emit(inbound.judgeQuality(smallest, nowNs), nowNs);
  }

  private void judgeOutboundSilence(boolean witnessed, long nowNs) {
    long silenceNs = silence.ns(nowNs);
    if (outbound.state() == PathState.UNKNOWN) {
      if (silenceNs > timing.unknownDownNs()) {
        emitSilence(outbound, PathEvent.DEAD, silenceNs, timing.unknownDownNs(), nowNs);
      }
      return;
    }
    if (witnessed && silenceNs > silence.suspectNs(nowNs)) {
      suspect(nowNs);
    }
  }

  /// The path shares a link with one that fell silent, and was not heard since.
  void suspectWith(MonitoredPath fallen, long nowNs) {
    String text = "shares a link with " + fallen.label.pathId() + ", which fell silent";
    long silenceNs = silence.ns(nowNs);
    long limitNs = silence.suspectNs(nowNs);
    emit(outbound.on(PathEvent.SILENT, PathCause.SILENCE, silenceNs, limitNs, text, nowNs), nowNs);
    probeAtOnce = true;
  }

  /// The path fell silent, or all paths of its peer did.
  void suspect(long nowNs) {
    emitSilence(outbound, PathEvent.SILENT, silence.ns(nowNs), silence.suspectNs(nowNs), nowNs);
  }

  private void judgeInboundSilence(long nowNs) {
    // The peer has had a probe that it should have answered here: its answer was lost.
    boolean answerDue =
        everAcked && !answersDue.isEmpty() && ackedBeatNs - answersDue.firstNs() >= 0;
    if (answerDue) {
      long silenceNs = nowNs - answersDue.firstNs();
      long overdueNs = nowNs - silence.overdueNs();
      int missing = answersDue.sentBy(overdueNs - ackedBeatNs < 0 ? overdueNs : ackedBeatNs);
      if (silenceNs > silence.downNs(nowNs) && missing >= timing.downAnswers()) {
        emitSilence(inbound, PathEvent.DEAD, silenceNs, silence.downNs(nowNs), nowNs);
      } else if (silenceNs > silence.suspectNs(nowNs)) {
        emitSilence(inbound, PathEvent.SILENT, silenceNs, silence.suspectNs(nowNs), nowNs);
      }
      return;
    }
    long limitNs =
        INBOUND_INTERVALS * (label.metered() ? timing.meteredProbeNs() : timing.idleProbeNs());
    if (outbound.state() == PathState.DOWN && nowNs - lastHeardNs > limitNs) {
      emitSilence(inbound, PathEvent.DEAD, nowNs - lastHeardNs, limitNs, nowNs);
    }
  }

  /// Everything due is missing, many times over; whose fault it is remains to be seen.
  boolean looksDead(long nowNs) {
    return isInUse()
        && silence.ns(nowNs) > silence.downNs(nowNs)
        && silence.beats.sentBy(nowNs - silence.overdueNs()) >= timing.downAnswers();
  }

  void declareDead(long nowNs) {
    emitSilence(outbound, PathEvent.DEAD, silence.ns(nowNs), silence.downNs(nowNs), nowNs);
  }

  /// Whether something was acknowledged that was not sent before `sentNs`.
  boolean hasAnsweredSince(long sentNs) {
    return everAcked && ackedBeatNs - sentNs >= 0;
  }

  Silence silence() {
    return silence;
  }

  boolean isCostly() {
    return label.metered() || label.backup();
  }

  /// Whether the two share a link at either end, and so perhaps what befell the one.
  boolean sharesLinkWith(MonitoredPath other) {
    return label.link().equals(other.label.link())
        || label.peerLink().equals(other.label.peerLink());
  }

  /// Whether the path takes part in telling a dead path from a dead peer.
  boolean isInUse() {
    return !linkDown && outbound.isUsable();
  }

  // When to act next.

  /// When the next probe is due, as things stand now.
  long nextProbeNs(boolean witnessWanted, boolean peerAway, long nowNs) {
    if (linkDown) {
      return Long.MAX_VALUE;
    }
    if (probeAtOnce) {
      return nowNs;
    }
    long intervalNs = probeIntervalNs(witnessWanted, peerAway, nowNs);
    return intervalNs == timing.activeProbeNs() || intervalNs == timing.idleProbeNs()
        ? nextBeatNs(intervalNs)
        : lastProbeNs + intervalNs;
  }

  /// Regular probes of all paths to a peer leave together, so that an idle edge wakes up once for
  /// them and once for their answers; those to different peers are spread, so that hundreds of them
  /// do not queue on one link. Never later than an interval after the last one.
  private long nextBeatNs(long intervalNs) {
    long phaseNs = Math.floorMod(label.peer().hashCode(), BEAT_PHASES) * BEAT_NS;
    return phaseNs + (Math.floorDiv(lastProbeNs - phaseNs, intervalNs) + 1) * intervalNs;
  }

  /// When silence may next mean more than now, or `Long.MAX_VALUE` while it can mean nothing that
  /// the regular judgement would not see in time: a path that is out of use waits for answers, and
  /// is watched closely only while a row of them may break.
  long nextJudgementNs(long nowNs) {
    boolean watched = outbound.isUsable() || answersInRow > 0;
    if (silence.beats.isEmpty() || linkDown || !watched) {
      return Long.MAX_VALUE;
    }
    return silence.nextLookNs(JUDGE_NS, nowNs);
  }

  private long probeIntervalNs(boolean witnessWanted, boolean peerAway, long nowNs) {
    long quietNs = label.metered() ? timing.meteredProbeNs() : timing.idleProbeNs();
    return switch (outbound.state()) {
      case UNKNOWN -> timing.idleProbeNs();
      case DOWN -> answersInRow > 0 ? timing.activeProbeNs() : quietNs;
      case UP, PROBATION, SUSPECT, DEGRADED -> {
        if (peerAway) {
          yield quietNs;
        }
        if (witnessWanted || hasOverdue(nowNs)) {
          yield timing.recheckProbeNs();
        }
        boolean watched = outbound.state() != PathState.UP && !label.metered();
        yield watched || isWarmingUp(nowNs) || isActive(nowNs) ? timing.activeProbeNs() : quietNs;
      }
    };
  }

  boolean hasOverdue(long nowNs) {
    return silence.isOverdue(nowNs);
  }

  private boolean isWarmingUp(long nowNs) {
    return nowNs - warmUpFromNs < WARM_UP_NS;
  }

  private boolean isActive(long nowNs) {
    return nowNs - lastDataNs < ACTIVE_NS;
  }

  private void emitSilence(
      DirectionState direction, PathEvent event, long silenceNs, long limitNs, long nowNs) {
    String what = direction == outbound ? "no acknowledgement" : "nothing heard";
    String text =
        String.format(
            Locale.ROOT,
            "%s for %d ms (limit %d ms)",
            what,
            silenceNs / 1_000_000,
            limitNs / 1_000_000);
    emit(direction.on(event, PathCause.SILENCE, silenceNs, limitNs, text, nowNs), nowNs);
  }

  private void emit(@Nullable PathChange change, long nowNs) {
    if (change == null) {
      return;
    }
    if (change.to() == PathState.DOWN) {
      answersInRow = 0;
    }
    if (change.from() == PathState.DOWN) {
      qualityFromNs = nowNs + OUTAGE_TAIL_NS;
    }
    if (change.direction() == Direction.OUTBOUND && change.to() == PathState.UP) {
      warmUpFromNs = nowNs;
    }
    output.onChange(change);
  }

  // What is known.

  long smoothedRttNs() {
    return rtt.smoothedNs();
  }

  long smallestRttNs(long nowNs) {
    return smallestRttNs.get(nowNs);
  }

  /// Least transit of the last while; ask only where [#isMeasured].
  long smallestTransitNs(long nowNs) {
    return smallestTransitNs.count(nowNs) > 0 ? smallestTransitNs.get(nowNs) : transitNs;
  }

  long transitNs() {
    return transitNs;
  }

  boolean isMeasured() {
    return transitMeasured;
  }

  long jitterNs() {
    return outbound.jitterNs();
  }

  PacketCount sentCount() {
    return sent.inAll();
  }

  PacketCount receivedCount() {
    return received.inAll();
  }

  long silentForNs(long nowNs) {
    return everHeard ? nowNs - lastHeardNs : Measure.UNMEASURED;
  }
}
