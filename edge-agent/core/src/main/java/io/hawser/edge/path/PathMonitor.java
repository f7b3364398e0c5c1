package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.probe.Measure;
import io.hawser.probe.report.DelayHistogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Knows how every path fares, decides when to probe, and says what changed and why. Sans IO; owned
/// by the control thread, not thread-safe.
///
/// Feed it with `on…`; whatever it wants done goes to its [PathOutput]. After feeding it, ask
/// [#nextDeadlineNs] again. Times are one monotonic clock that counts suspend.
public final class PathMonitor {
  /// Loss and delay are judged at least this often.
  private static final long JUDGE_NS = 250_000_000;

  /// Made in one tick: each takes a good part of a millisecond, and answers of peers wait for it.
  private static final int MOST_REPORTS = 4;

  /// Lateness of a tick that means that this edge stood still for a moment. Those of a busy machine
  /// are later than 20 ms now and then.
  private static final long MOMENT_NS = 50_000_000L;

  private static final long NS_PER_US = 1_000;

  /// In place of the time at which a handshake message left: its answer proves no path.
  public static final long NOT_ASKED = Long.MIN_VALUE;

  private final PathTiming timing;
  private final PathOutput output;
  private final Map<Integer, MonitoredPath> paths = new TreeMap<>();
  private final Map<String, PeerPaths> peers = new LinkedHashMap<>();
  private @Nullable DelayHistogram scratch;
  private long nextDeadlineNs;
  private boolean ticked;
  private long unknownFeedback;
  private long unknownWithdrawals;
  private long unknownReplies;

  public PathMonitor(PathTiming timing, PathOutput output) {
    this.timing = timing;
    this.output = output;
  }

  public void addPath(PathLabel label, long nowNs) {
    if (paths.containsKey(label.path())) {
      throw new IllegalArgumentException(
          "path: " + label.path() + " (expected: a number not yet in use)");
    }
    PeerPaths peer =
        peers.computeIfAbsent(label.peer(), name -> new PeerPaths(name, timing, output));
    var path = new MonitoredPath(timing, output, label, peer::onClockStep, nowNs);
    paths.put(label.path(), path);
    peer.paths().add(path);
    wake(nowNs);
  }

  /// Forgets a path that the configuration no longer has.
  public void removePath(int path) {
    MonitoredPath removed = paths.remove(path);
    if (removed == null) {
      return;
    }
    removed.retire();
    PeerPaths peer = peerOf(removed);
    peer.remove(removed);
    if (peer.paths().isEmpty()) {
      peers.remove(peer.peer);
    }
  }

  // From inbound.

  /// A probe came; its reply is inbound's and outbound's own affair.
  public void onProbeReceived(int path, boolean urgent, long nowNs) {
    MonitoredPath heard = onAuthentic(path, nowNs);
    if (heard != null && urgent) {
      heard.onUrgent(nowNs);
    }
  }

  public void onProbeReply(int path, ProbeEcho echo, long nowNs) {
    MonitoredPath heard = onAuthentic(path, nowNs);
    if (heard == null) {
      return;
    }
    if (!heard.onProbeReply(echo, nowNs)) {
      unknownReplies++;
    }
    if (heard.isHurried(nowNs)) {
      wake(nowNs);
    }
    wakeForWitness(heard, nowNs);
  }

  /// The peer's report on one of my sessions, come by `path`.
  public void onFeedback(int path, Feedback feedback, long nowNs) {
    MonitoredPath heard = onAuthentic(path, nowNs);
    if (heard == null) {
      return;
    }
    if (!peerOf(heard).onFeedback(feedback, nowNs)) {
      unknownFeedback++;
    }
    wakeForWitness(heard, nowNs);
  }

  /// The peer says by `path` which counters of one of my sessions are no loss. Of one of which
  /// nothing was reported yet it says so in vain: it will again.
  public void onGaps(int path, Gaps gaps, long nowNs) {
    MonitoredPath heard = onAuthentic(path, nowNs);
    if (heard != null) {
      peerOf(heard).onGaps(gaps);
    }
  }

  /// What inbound counted on a session of `path`; the peer is told where it should know.
  public void onReceiveReport(int path, ReceiveReport report, long nowNs) {
    noticePause(nowNs);
    MonitoredPath heard = paths.get(path);
    if (heard == null) {
      return;
    }
    onPeerHeard(heard, report.lastHeardNs(), nowNs);
    if (heard.onReceiveReport(report, nowNs)) {
      peerOf(heard).sendFeedback(heard, report.feedback(), nowNs);
    }
  }

  /// The peer said by `path` that its link of one of my sessions is down.
  public void onWithdrawal(int path, int session, long nowNs) {
    MonitoredPath heard = onAuthentic(path, nowNs);
    if (heard == null) {
      return;
    }
    if (peerOf(heard).onWithdrawal(session, nowNs)) {
      wake(nowNs);
    } else {
      unknownWithdrawals++;
    }
  }

  /// A handshake gave a path new keys.
  ///
  /// @param askedNs when this edge's message left by this path and no other, where the answer came
  ///   by this path too; else [#NOT_ASKED]
  public void onNewKeys(int path, long askedNs, long nowNs) {
    MonitoredPath renewed = paths.get(path);
    if (renewed == null) {
      return;
    }
    noticePause(nowNs);
    if (askedNs != NOT_ASKED) {
      onPeerHeard(renewed, nowNs, nowNs);
    }
    renewed.onNewKeys(askedNs, nowNs);
    wake(nowNs);
  }

  // From outbound.

  public void onSendReport(int path, SendReport report) {
    MonitoredPath sender = paths.get(path);
    if (sender != null) {
      sender.onSendReport(report);
      wake(peerOf(sender).nextJudgementNs(sender, report.takenNs()));
    }
  }

  /// WireGuard gave a handshake of this path up.
  public void onHandshakeLost(int path, long nowNs) {
    MonitoredPath lost = paths.get(path);
    if (lost != null && !peerOf(lost).isLost()) {
      lost.goDown(PathCause.HANDSHAKE_LOST, PathEvent.GONE, 0, 0, "handshake given up", nowNs);
    }
  }

  // From the system.

  /// The link's device has no carrier, no address, or is gone; `reason` says which.
  public void onLinkDown(String link, String reason, long nowNs) {
    // First what is worth a round trip: the peers go on sending here until they hear of it.
    for (MonitoredPath path : paths.values()) {
      if (path.label.link().equals(link)) {
        peerOf(path).withdraw(path);
      }
    }
    for (MonitoredPath path : paths.values()) {
      if (path.label.link().equals(link)) {
        path.onLinkDown("link " + link + " down: " + reason, nowNs);
      }
    }
    wake(nowNs);
  }

  public void onLinkUp(String link, long nowNs) {
    for (MonitoredPath path : paths.values()) {
      if (path.label.link().equals(link)) {
        path.onLinkUp(nowNs);
      }
    }
    wake(nowNs);
  }

  /// A path's packets go to another address of the peer from now on.
  public void onWayChanged(int path, long nowNs) {
    MonitoredPath changed = paths.get(path);
    if (changed != null) {
      changed.probeAtOnce();
      wake(nowNs);
    }
  }

  /// Somebody waits to know how a path fares: for some seconds it is measured as if it carried
  /// data.
  public void measure(int path, long nowNs) {
    MonitoredPath awaited = paths.get(path);
    if (awaited != null) {
      awaited.measure(nowNs);
      wake(nowNs);
    }
  }

  // Time.

  public void onTick(long nowNs) {
    noticePause(nowNs);
    ticked = true;
    peers.values().forEach(peer -> peer.onTick(nowNs));
    reportIfDue(nowNs);
    nextDeadlineNs = deadlineNs(nowNs);
  }

  private void reportIfDue(long nowNs) {
    int made = 0;
    for (MonitoredPath path : paths.values()) {
      if (path.reports.isDue(nowNs) && made++ < MOST_REPORTS) {
        report(path, nowNs);
      }
    }
  }

  private void report(MonitoredPath path, long nowNs) {
    if (scratch == null) {
      scratch = new DelayHistogram();
    }
    long leastOutNs = leastOneWayNs(path, nowNs);
    path.reports.close(
        path.sentCount(),
        path.receivedCount(),
        path.probes.sentSince(ReportLog.decidedNs(nowNs)),
        leastOutNs,
        leastOutNs < 0 ? leastOutNs : Math.max(0, path.delays.smallestRttNs(nowNs) - leastOutNs),
        scratch,
        nowNs);
  }

  /// Outwards, without queues.
  private long leastOneWayNs(MonitoredPath path, long nowNs) {
    long oneWayNs = peerOf(path).oneWayNs(path, nowNs);
    return oneWayNs < 0
        ? Measure.UNMEASURED
        : Math.max(0, oneWayNs - (path.delays.transitNs() - path.delays.smallestTransitNs(nowNs)));
  }

  /// This edge stood still: what it did not read in that time is no path's silence, nor its delay;
  /// after a moment it is only looked at before silence is judged. Asked before anything is taken
  /// in, as what waited may be read before the first tick.
  private void noticePause(long nowNs) {
    long lateNs = nowNs - nextDeadlineNs;
    if (!ticked || lateNs <= Math.min(MOMENT_NS, timing.ownPauseNs())) {
      return;
    }
    if (lateNs > timing.ownPauseNs()) {
      peers.values().forEach(peer -> peer.onOwnPause(lateNs, nowNs));
    } else {
      peers.values().forEach(peer -> peer.onOwnMoment(nowNs));
    }
    nextDeadlineNs = nowNs;
  }

  /// When to call [#onTick]; later than that by more than [PathTiming#ownPauseNs] counts as a pause
  /// of this edge, by more than 50 ms as a moment.
  public long nextDeadlineNs() {
    return nextDeadlineNs;
  }

  private long deadlineNs(long nowNs) {
    long deadlineNs = nowNs + JUDGE_NS;
    for (PeerPaths peer : peers.values()) {
      deadlineNs = peer.nextDeadlineNs(deadlineNs, nowNs);
    }
    return deadlineNs;
  }

  /// Something may have to be done or judged sooner than the last tick foresaw.
  private void wake(long deadlineNs) {
    if (!ticked || deadlineNs - nextDeadlineNs < 0) {
      nextDeadlineNs = deadlineNs;
    }
  }

  // What is known.

  /// What the rule base sees, by path number. Only the outbound direction can be chosen here, so
  /// only it counts.
  public List<PathFact> facts(long nowNs) {
    List<PathFact> facts = new ArrayList<>(paths.size());
    for (MonitoredPath path : paths.values()) {
      facts.add(fact(path, peerOf(path), nowNs));
    }
    return facts;
  }

  /// Takes what a path loses.
  public interface LossSink {
    /// @param lossPpm of what is sent on it, the likeliest value; -1 where that is not known
    /// @param meanBurst packets that it loses next to one another, on average
    /// @param queueing whether it loses what its own queue has no room for, or will
    void onLoss(int path, long lossPpm, double meanBurst, boolean queueing);
  }

  /// Tells of every path what it loses now.
  public void forEachLoss(long nowNs, LossSink sink) {
    for (MonitoredPath path : paths.values()) {
      sink.onLoss(
          path.label.path(),
          path.outbound.lossRange(nowNs).ppm(),
          path.bursts.mean(nowNs),
          path.isQueueing(nowNs));
    }
  }

  /// Told of what is measured of a path. Nanoseconds and millionths; negative is unmeasured.
  @FunctionalInterface
  public interface MeasureSink {
    /// @param behindNs outbound: how much longer than on the peer's quickest path
    /// @param jitterNs outbound, RFC 3550
    /// @param lossPpm outbound, the likeliest value
    /// @param leastLossPpm what of it is certain
    /// @param roundTripNs smoothed
    void onMeasured(
        int path, long behindNs, long jitterNs, long lossPpm, long leastLossPpm, long roundTripNs);
  }

  public void forEachMeasured(long nowNs, MeasureSink sink) {
    for (MonitoredPath path : paths.values()) {
      LossRange loss = path.outbound.lossRange(nowNs);
      sink.onMeasured(
          path.label.path(),
          behindNs(path, peerOf(path)),
          path.jitterNs(),
          loss.ppm(),
          loss.leastPpm(),
          path.delays.smoothedRttNs());
    }
  }

  /// How it fares what is sent on a path; unknown where there is no such path.
  public PathState outbound(int path) {
    MonitoredPath known = paths.get(path);
    return known == null ? PathState.UNKNOWN : known.outbound.state();
  }

  public List<PathView> views(long nowNs) {
    List<PathView> views = new ArrayList<>(paths.size());
    for (MonitoredPath path : paths.values()) {
      PeerPaths peer = peerOf(path);
      views.add(
          new PathView(
              path.label,
              peer.isAway(),
              path.outbound.state(),
              path.inbound.state(),
              path.delays.smoothedRttNs(),
              path.delays.smallestRttNs(nowNs),
              peer.oneWayNs(path, nowNs),
              behindNs(path, peer),
              path.jitterNs(),
              path.outbound.lossPpm(nowNs),
              path.inbound.lossPpm(nowNs),
              path.sentCount(),
              path.receivedCount(),
              path.inboundSilence().ns(nowNs),
              path.outbound.lastChange(),
              path.inbound.lastChange(),
              path.reports.latest()));
    }
    return views;
  }

  /// The transits are by the same two clocks, so that their difference is one of delays.
  private static long behindNs(MonitoredPath path, PeerPaths peer) {
    if (!path.delays.isTransitMeasured() || !path.isInUse()) {
      return Measure.UNMEASURED;
    }
    long leastNs = path.delays.transitNs();
    for (MonitoredPath other : peer.paths()) {
      if (other.delays.isTransitMeasured() && other.isInUse()) {
        leastNs = Math.min(leastNs, other.delays.transitNs());
      }
    }
    return path.delays.transitNs() - leastNs;
  }

  /// Reports that named no session of mine: the peer's view is older than my last rekeys, or it
  /// errs.
  public long unknownFeedback() {
    return unknownFeedback;
  }

  /// Withdrawals that named no session of mine, likewise.
  public long unknownWithdrawals() {
    return unknownWithdrawals;
  }

  /// Replies to no probe that was still unanswered: duplicates, or later than 64 probes.
  public long unknownReplies() {
    return unknownReplies;
  }

  private static PathFact fact(MonitoredPath path, PeerPaths peer, long nowNs) {
    PathLabel label = path.label;
    LossRange loss = path.outbound.lossRange(nowNs);
    return new PathFact(
        label.peer(),
        label.pathId(),
        label.link(),
        label.peerLink(),
        label.transport(),
        label.metered(),
        label.backup(),
        condition(path.outbound.state()),
        microseconds(path.delays.smoothedRttNs()),
        microseconds(peer.oneWayNs(path, nowNs)),
        microseconds(path.outbound.presentJitterNs(nowNs)),
        loss.ppm(),
        loss.leastPpm(),
        loss.mostPpm());
  }

  private static PathCondition condition(PathState state) {
    return switch (state) {
      case UNKNOWN -> PathCondition.UNKNOWN;
      case UP -> PathCondition.UP;
      case PROBATION -> PathCondition.PROBATION;
      case SUSPECT -> PathCondition.SUSPECT;
      case DEGRADED -> PathCondition.DEGRADED;
      case DOWN -> PathCondition.DOWN;
    };
  }

  private static long microseconds(long ns) {
    return ns < 0 ? -1 : ns / NS_PER_US;
  }

  private @Nullable MonitoredPath onAuthentic(int path, long nowNs) {
    noticePause(nowNs);
    MonitoredPath heard = paths.get(path);
    if (heard != null) {
      onPeerHeard(heard, nowNs, nowNs);
      heard.onAuthentic(nowNs, nowNs);
    }
    return heard;
  }

  /// What was answered on one path may be what the judgement of another one waits for.
  private void wakeForWitness(MonitoredPath answered, long nowNs) {
    if (peerOf(answered).isAnyOverdue(nowNs)) {
      wake(nowNs);
    }
  }

  private void onPeerHeard(MonitoredPath path, long heardNs, long nowNs) {
    if (peerOf(path).onHeard(heardNs, nowNs)) {
      wake(nowNs);
    }
  }

  private PeerPaths peerOf(MonitoredPath path) {
    return Objects.requireNonNull(peers.get(path.label.peer()));
  }
}
