package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One path: what was sent and acknowledged, what was heard, and what follows for its two
/// directions. Owned by control. Whether silence means this path or its peer is for [PeerPaths],
/// which alone sees the others.
final class MonitoredPath {
  /// What this edge itself missed during an outage, and what of its own it sent then without having
  /// told yet, is known this much later at most.
  private static final long OUTAGE_TAIL_NS = 1_000_000_000L;

  /// While something is overdue it is judged this often.
  private static final long JUDGE_NS = 10_000_000;

  final PathLabel label;
  final DirectionState outbound;
  final DirectionState inbound;
  private final PathTiming timing;
  private final PathOutput output;
  private final Runnable onClockStep;

  final PathDelays delays = new PathDelays();
  final ProbeLog probes = new ProbeLog();
  final ReportLog reports;
  private final SizeWatch sizes;
  private final Silence silence;
  private final Doubt doubt;
  private final InboundSilence inboundSilence;
  private final PathTraffic traffic;
  private final CounterAccount sent = new CounterAccount();
  private final CounterAccount received = new CounterAccount();
  final LossBursts bursts = new LossBursts();
  private final GapNotice gaps = new GapNotice();
  private boolean everReported;
  private int receivedSession;
  private boolean linkDown;
  private final ProbeSchedule schedule;
  private final KeyCheck keyCheck;
  private final FeedbackDue feedbackDue;

  private int answersInRow;

  private long qualityFromNs;

  /// Whether what the next send report tells of is still of an outage or a standstill.
  private boolean forgivesNext;

  private long forgivenNs;

  /// What waited in a standstill of one of the two edges is worked off then.
  private long workedOffNs;

  private @Nullable SendReport lastSend;

  /// @param onClockStep told when the peer's clock is another one than before; it is to call
  ///   [#forgetTransit] of all paths to that peer
  MonitoredPath(
      PathTiming timing, PathOutput output, PathLabel label, Runnable onClockStep, long nowNs) {
    this.timing = timing;
    this.output = output;
    this.label = label;
    traffic = new PathTraffic(label.path(), output);
    doubt = new Doubt(timing, output, label.path());
    silence = new Silence(timing, delays.rtt, doubt.loss);
    inboundSilence = new InboundSilence(timing, label, silence, nowNs);
    this.onClockStep = onClockStep;
    outbound = new DirectionState(timing, label, Direction.OUTBOUND);
    inbound = new DirectionState(timing, label, Direction.INBOUND);
    schedule = new ProbeSchedule(timing, label, nowNs);
    keyCheck = new KeyCheck(timing, label.keeper(), nowNs);
    reports = new ReportLog(nowNs);
    feedbackDue = new FeedbackDue(timing, label.metered(), nowNs);
    sizes = new SizeWatch(label.metered(), nowNs);
    qualityFromNs = nowNs;
    forgivenNs = nowNs;
    workedOffNs = nowNs;
  }

  // What was heard, in the order of its evidence.

  void onAuthentic(long heardNs, long nowNs) {
    inboundSilence.onHeard(heardNs);
    if (!linkDown) {
      emit(inbound.onHeard(1, 1, nowNs), nowNs);
    }
  }

  /// Answers whether the reply was to a probe that was still unanswered.
  boolean onProbeReply(ProbeEcho echo, long nowNs) {
    if (sizes.onAnswer(echo.sequence())) {
      sent.withdrawExcuse();
      return true;
    }
    long askedNs = probes.take(echo.sequence());
    if (askedNs == ProbeLog.NOT_OUTSTANDING) {
      return false;
    }
    // Before it teaches patience.
    long lateNs = silence.lateNs(nowNs);
    reports.onAnswer(echo.sequence());
    sizes.onSmallAnswer(askedNs);
    RoundTrip trip = RoundTrip.of(echo, askedNs, nowNs);
    // What waited while one of the two edges stood still, or queued behind that, measures nothing.
    if (trip != null && askedNs - forgivenNs >= 0 && askedNs - workedOffNs >= 0) {
      measure(trip, askedNs, nowNs);
    }
    onAcknowledged(askedNs, lateNs, nowNs);
    return true;
  }

  private void measure(RoundTrip trip, long askedNs, long nowNs) {
    long outTransitNs = trip.outTransitNs();
    if (delays.isClockStep(trip.rttNs(), outTransitNs, nowNs)) {
      onClockStep.run();
    }
    delays.add(trip.rttNs(), outTransitNs, nowNs);
    traffic.onTransit(outTransitNs, askedNs, nowNs);
    outbound.onTransit(outTransitNs, askedNs, nowNs);
    doubt.loss.onTransit(outTransitNs, nowNs);
    inbound.onTransit(trip.inTransitNs(), askedNs, nowNs);
    reports.onMeasured(trip.rttNs(), outTransitNs, trip.inTransitNs(), nowNs);
    if (outbound.isRestless()) {
      schedule.hurry(nowNs);
    }
    if (outbound.isJitterSudden(nowNs)) {
      output.onWorse(label.path());
    }
  }

  /// What was measured against the peer's former clock says nothing about the present one.
  void forgetTransit() {
    traffic.forgetTransit();
    delays.forgetTransit();
    outbound.forgetTransit();
    doubt.loss.forgetTransit();
    inbound.forgetTransit();
    reports.forgetTransit();
  }

  boolean knowsSession(int remoteIndex) {
    return sent.isOpen(remoteIndex);
  }

  /// The peer's report on what I sent; it may have come by any path.
  void onFeedback(Feedback feedback, long nowNs) {
    traffic.onFeedback(feedback, forgivenNs, nowNs);
    if (!sent.take(feedback)) {
      return;
    }
    if (nowNs - qualityFromNs >= 0) {
      traffic.onSettled(sent, nowNs);
    }
    if (sent.isJudged() && nowNs - qualityFromNs >= 0) {
      if (outbound.onCounted(sent.newlyExpected(), sent.newlyMissing(), nowNs)) {
        output.onWorse(label.path());
      }
      doubt.loss.onCounted(sent.newlyExpected(), sent.newlyMissing(), nowNs);
      bursts.add(sent.newlyMissing(), sent.newBursts(), nowNs);
      judgeOutboundQuality(nowNs);
    }
    doubt.onFeedback(feedback);
    long coveredNs = silence.beats.coveredNs(feedback.receiverIndex(), feedback.highestCounter());
    if (coveredNs != Long.MIN_VALUE) {
      onAcknowledged(coveredNs, silence.lateNs(nowNs), nowNs);
    }
  }

  /// The path has new keys. Of a metered path that tells as much as a probe would: the others are
  /// probed anyway.
  ///
  /// @param askedNs when the handshake message left on this path alone that the peer answered on
  ///   this path, or [PathMonitor#NOT_ASKED]
  void onNewKeys(long askedNs, long nowNs) {
    keyCheck.onNewKeys(nowNs);
    if (!label.metered()) {
      return;
    }
    if (askedNs == PathMonitor.NOT_ASKED) {
      if (outbound.state() == PathState.UP) {
        // In every other state it is probed anyway.
        schedule.probeAtOnce();
      }
      return;
    }
    onAuthentic(nowNs, nowNs);
    long lateNs = silence.lateNs(nowNs);
    long tookNs = nowNs - askedNs;
    // What took longer waited for the first packet on the new keys, as one was lost.
    if (askedNs - forgivenNs >= 0 && tookNs <= KeyCheck.PATIENCE_NS) {
      delays.rtt.add(tookNs);
    }
    onAcknowledged(askedNs, lateNs, nowNs);
  }

  /// @param lateNs of what was missing here when this came, see [Silence#lateNs]
  private void onAcknowledged(long beatNs, long lateNs, long nowNs) {
    silence.acknowledge(beatNs, lateNs, outbound.isUsable(), nowNs);
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
    traffic.onSendReport(report, forgivenNs);
    sent.open(report.remoteIndex());
    long refused = last == null ? 0 : Math.max(0, report.refused() - last.refused());
    sent.onSent(report.remoteIndex(), report.highestCounter(), refused);
    if (forgivesNext) {
      sent.forgiveSent();
      forgivesNext = false;
    }
    gaps.onSent(report, refused);
    tellGaps(report.takenNs());
    if (report.fullSized() != SendReport.NONE && sizes.isAsking()) {
      sent.excuse(report.remoteIndex(), report.fullSized());
    }
    silence.beats.assign(report.takenNs(), report.remoteIndex(), report.highestCounter());
    if (last == null ? report.dataPackets() > 0 : report.dataPackets() != last.dataPackets()) {
      schedule.onData(report.takenNs());
      silence.beats.add(report.takenNs(), report.remoteIndex(), report.highestCounter());
    }
  }

  /// @param witnessWanted whether another path's silence is the reason
  void probe(boolean witnessWanted, long nowNs) {
    boolean isPressing = isPressing(witnessWanted, nowNs);
    // Where the peer's answers do not get through, only its report by another path can come.
    boolean unanswered = inbound.state() == PathState.DOWN;
    boolean urgent = hasOverdue(nowNs) || unanswered || schedule.isMeasured(nowNs);
    silence.beats.add(nowNs);
    inboundSilence.onProbe(nowNs);
    schedule.onProbe(isPressing, nowNs);
    int sequence = probes.add(nowNs);
    reports.onProbe(sequence);
    output.sendProbe(label.path(), sequence, urgent);
  }

  // What the peer is to learn.

  void onUrgent(long nowNs) {
    feedbackDue.onUrgent(nowNs);
  }

  void onFullSizedMissed() {
    gaps.onProbeMissed();
  }

  private void tellGaps(long nowNs) {
    Gaps due = isInUse() ? gaps.take(nowNs) : null;
    if (due != null) {
      output.sendGaps(label.path(), due);
    }
  }

  /// What the peer says of a session of any path.
  void onGaps(Gaps told) {
    received.onTold(told);
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
    return feedbackDue.take(report, schedule.isBusy(nowNs), nowNs);
  }

  /// Whether reports about this path should also go by another one.
  boolean wantsSecondWay(long nowNs) {
    return feedbackDue.isUrgent(nowNs) || isOwnWayDoubtful(nowNs);
  }

  /// Whether a report on this path itself may not arrive.
  private boolean isOwnWayDoubtful(long nowNs) {
    return !isSound() || silence.isInDoubt(nowNs);
  }

  /// Whether a row of reports on this path itself may not arrive. Where some of them are lost, or
  /// late, the next one tells the same.
  boolean isOwnWaySilent(long nowNs) {
    return !(isSound() || outbound.state() == PathState.DEGRADED) || silence.isInDoubt(nowNs);
  }

  /// Whether it works outwards, settled or on probation.
  boolean isSound() {
    return outbound.state() == PathState.UP || outbound.state() == PathState.PROBATION;
  }

  // What follows.

  void onLinkDown(String text, long nowNs) {
    linkDown = true;
    // What is under way is lost with the link: it is sent again before flows leave.
    if (outbound.isUsable()) {
      doubt.onGone();
    }
    goDown(PathCause.LINK_DOWN, PathEvent.GONE, 0, 0, text, nowNs);
    doubt.end();
  }

  /// Before the path is forgotten.
  void retire() {
    doubt.end();
  }

  /// The peer's link is down; what is under way to it is sent again by another.
  void onWithdrawn(long nowNs) {
    if (linkDown || !outbound.isUsable()) {
      return;
    }
    doubt.onGone();
    goDown(PathCause.LINK_DOWN, PathEvent.GONE, 0, 0, "the peer's link is down", nowNs);
    doubt.clear();
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
    doubt.clear();
    silence.forgive();
    inboundSilence.forgive(nowNs);
    forgiveMeasures(nowNs);
  }

  /// What waited or was lost until now is no measure of the path, and no answer to it is due.
  void forgiveMeasures(long nowNs) {
    sizes.forgive();
    inboundSilence.forgiveAnswers();
    forgivenNs = nowNs;
    forgiveCounts(nowNs);
    schedule.probeAtOnce();
  }

  /// What waited while one of the two edges stood still is worked off until then, and fills the
  /// path's queue: that is no delay of the path.
  void ignoreDelaysUntil(long untilNs) {
    workedOffNs = untilNs;
  }

  /// What is lost of that which was sent until now is no loss of the path, whenever the peer tells
  /// of it: on an idle path that is a second and more later.
  private void forgiveCounts(long nowNs) {
    qualityFromNs = nowNs + OUTAGE_TAIL_NS;
    sent.forgiveSent();
    forgivesNext = true;
  }

  /// The peer is back from an absence, and may have started just now.
  void onPeerBack(long nowNs) {
    forgiveSilence(nowNs);
    silence.onNew(nowNs);
  }

  void probeAtOnce() {
    schedule.probeAtOnce();
  }

  /// For some seconds, for who waits to know how it fares.
  void measure(long nowNs) {
    schedule.measure(nowNs);
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
    checkKeys(nowNs);
    doubt.judge(outbound.isUsable(), silence, outbound.jitterNs(), nowNs);
    judgeOutboundSilence(witnessed, nowNs);
    judgeInboundSilence(nowNs);
    emit(sizes.judge(this, schedule.isCarrying(nowNs), output, nowNs), nowNs);
    tellGaps(nowNs);
    judgeOutboundQuality(nowNs);
    emit(inbound.judgeQuality(delays.smallestRttNs(nowNs), nowNs), nowNs);
  }

  /// What fails packets of full size stays degraded, however clean the small ones are.
  private void judgeOutboundQuality(long nowNs) {
    if (!sizes.fails() || outbound.state() != PathState.DEGRADED) {
      emit(outbound.judgeQuality(delays.smallestRttNs(nowNs), nowNs), nowNs);
    }
  }

  private void checkKeys(long nowNs) {
    boolean rests = label.metered() && outbound.state() == PathState.UP && !schedule.isBusy(nowNs);
    if (rests && keyCheck.takeHandshake(nowNs)) {
      output.renewKeys(label.path());
    } else if (rests && keyCheck.takeProbe(nowNs)) {
      schedule.probeAtOnce();
    }
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
    schedule.probeAtOnce();
  }

  /// The path fell silent, or all paths of its peer did.
  void suspect(long nowNs) {
    emitSilence(outbound, PathEvent.SILENT, silence.ns(nowNs), silence.suspectNs(nowNs), nowNs);
  }

  /// What made the path suspect is over; from now on its silence is judged anew.
  void endSuspicion(long nowNs) {
    emit(outbound.onHeard(1, 1, nowNs), nowNs);
  }

  private void judgeInboundSilence(long nowNs) {
    InboundSilence.Finding found = inboundSilence.judge(outbound.state() == PathState.DOWN, nowNs);
    if (found != null) {
      emitSilence(inbound, found.event(), found.silenceNs(), found.limitNs(), nowNs);
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

  Silence silence() {
    return silence;
  }

  /// Whether its silence is known to be no peer's, or is not the first sign of trouble.
  boolean hasTroubleOfItsOwn() {
    return silence.isOutlived() || !isSound();
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
    boolean isPressing = isPressing(witnessWanted, nowNs);
    return schedule.nextNs(outbound.state(), answersInRow > 0, peerAway, isPressing, nowNs);
  }

  /// Whether answers would tell something that is to be known soon: why another path or this one is
  /// silent, or that nothing is lost here any more. What carries data tells that by itself.
  private boolean isPressing(boolean witnessWanted, long nowNs) {
    return witnessWanted
        || hasOverdue(nowNs)
        || (!label.metered() && !schedule.isBusy(nowNs) && outbound.awaitsEndOfLoss(nowNs));
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

  /// Whether its next probe is due sooner than was thought.
  boolean isHurried(long nowNs) {
    return schedule.isHurried(nowNs);
  }

  boolean hasOverdue(long nowNs) {
    return silence.isOverdue(nowNs);
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
      forgiveCounts(nowNs);
    }
    if (change.direction() == Direction.OUTBOUND) {
      followOutbound(change, nowNs);
    }
    output.onChange(change);
  }

  private void followOutbound(PathChange change, long nowNs) {
    if (change.from() == PathState.UNKNOWN) {
      silence.onNew(nowNs);
    }
    boolean stays = change.to() != PathState.SUSPECT && change.to() != PathState.DOWN;
    if (!stays && change.from().isUsable() && change.from() != PathState.SUSPECT) {
      doubt.onLeft(nowNs);
    }
    if (change.to() == PathState.UP) {
      schedule.warmUp(nowNs);
    }
  }

  // What is known.

  long jitterNs() {
    return outbound.jitterNs();
  }

  boolean isQueueing(long nowNs) {
    return doubt.loss.isQueueing(outbound.jitterNs(), nowNs);
  }

  PacketCount sentCount() {
    return sent.inAll();
  }

  PacketCount receivedCount() {
    return received.inAll();
  }

  InboundSilence inboundSilence() {
    return inboundSilence;
  }
}
