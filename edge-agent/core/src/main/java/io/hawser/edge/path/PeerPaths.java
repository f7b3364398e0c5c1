package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import io.hawser.probe.Measure;
import io.hawser.probe.OneWayDelay;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// All paths to one peer: tells a dead path from a dead peer. Owned by control.
///
/// A path is suspected of its silence only where another one was answered meanwhile, or where there
/// is no other; so a peer that pauses moves no flow. A path that looks dead goes down only when
/// another path *witnesses* that the peer was alive meanwhile. While none does, the others are
/// probed fast; when all look dead at once the peer is *away*, and nothing goes down until it has
/// been away for long. Before that, when all are in doubt at once, it *stands still*
/// ([Standstill]), and what waited or was lost until it is heard again measures nothing.
final class PeerPaths {
  final String peer;
  private final List<MonitoredPath> paths = new ArrayList<>();
  private final PathTiming timing;
  private final PathOutput output;
  private final Standstill standstill = new Standstill();

  /// People were told that the peer is away.
  private boolean away;

  private long awaySinceNs;

  /// All of its paths look dead.
  private boolean lost;

  private long lostSinceNs;

  /// Those that are suspect for their peer's absence alone.
  private final List<MonitoredPath> suspectWithPeer = new ArrayList<>();

  PeerPaths(String peer, PathTiming timing, PathOutput output) {
    this.peer = peer;
    this.timing = timing;
    this.output = output;
  }

  List<MonitoredPath> paths() {
    return paths;
  }

  void remove(MonitoredPath gone) {
    paths.remove(gone);
    suspectWithPeer.remove(gone);
  }

  boolean isAway() {
    return away;
  }

  /// Whether all of its paths look dead.
  boolean isLost() {
    return lost;
  }

  /// Whether an answer is overdue on any path.
  boolean isAnyOverdue(long nowNs) {
    for (MonitoredPath path : paths) {
      if (path.isInUse() && path.hasOverdue(nowNs)) {
        return true;
      }
    }
    return false;
  }

  /// Answers whether this ended a standstill or an absence, and every path is to be probed at once.
  ///
  /// @param heardNs when the peer was heard; a report may tell of it much later
  boolean onHeard(long heardNs, long nowNs) {
    boolean stood = standstill.end(heardNs, nowNs);
    if (stood) {
      paths.forEach(path -> path.forgiveMeasures(nowNs));
      ignoreDelays();
    }
    if (lost && heardNs - lostSinceNs < 0) {
      return stood;
    }
    if (away && heardNs - awaySinceNs >= 0) {
      away = false;
      output.onPeerAway(peer, false, nowNs);
    }
    if (!lost) {
      return stood;
    }
    lost = false;
    paths.forEach(path -> path.onPeerBack(nowNs));
    // Together: else those that answer first would take the flows of the others.
    suspectWithPeer.stream()
        .filter(MonitoredPath::isInUse)
        .forEach(path -> path.endSuspicion(nowNs));
    suspectWithPeer.clear();
    return true;
  }

  /// This edge stood still itself.
  void onOwnPause(long pausedNs, long nowNs) {
    standstill.onOwnPause(pausedNs, nowNs);
    paths.forEach(path -> path.forgiveSilence(nowNs));
    ignoreDelays();
  }

  private void ignoreDelays() {
    paths.forEach(path -> path.ignoreDelaysUntil(standstill.workedOffNs()));
  }

  /// This edge stood still for a moment: silence is not judged until what came meanwhile is taken
  /// in.
  void onOwnMoment(long nowNs) {
    standstill.onOwnMoment(nowNs);
  }

  /// The peer rebooted: nothing that involves its clock can be compared with what was before.
  void onClockStep() {
    paths.forEach(MonitoredPath::forgetTransit);
  }

  /// False where no path has such a session.
  boolean onFeedback(Feedback feedback, long nowNs) {
    for (MonitoredPath path : paths) {
      if (path.knowsSession(feedback.receiverIndex())) {
        path.onFeedback(feedback, nowNs);
        return true;
      }
    }
    return false;
  }

  void onGaps(Gaps gaps) {
    paths.forEach(path -> path.onGaps(gaps));
  }

  /// The peer's link of a session is down. False where no path has such a session.
  boolean onWithdrawal(int session, long nowNs) {
    for (MonitoredPath path : paths) {
      if (path.knowsSession(session)) {
        path.onWithdrawn(nowNs);
        return true;
      }
    }
    return false;
  }

  /// Tells the peer over all other paths that this one's link is down: it need not wait for
  /// silence.
  void withdraw(MonitoredPath gone) {
    OptionalInt session = gone.receivedSession();
    for (MonitoredPath other : paths) {
      boolean another = !other.label.link().equals(gone.label.link());
      if (session.isPresent() && another && other.isInUse()) {
        output.sendWithdrawal(other.label.path(), session.getAsInt());
      }
    }
  }

  /// Sends a report about `subject`, on its own path while that works and on the best other one
  /// when in doubt.
  void sendFeedback(MonitoredPath subject, Feedback feedback, long nowNs) {
    boolean ownWayOpen = subject.outbound.state() != PathState.DOWN;
    MonitoredPath second =
        ownWayOpen && !subject.wantsSecondWay(nowNs) ? null : bestExcept(subject);
    if (ownWayOpen) {
      output.sendFeedback(subject.label.path(), feedback);
    }
    // Answers to data are overdue for a moment all the time: that is no reason to pay.
    if (second != null && (!second.label.isCostly() || subject.isOwnWaySilent(nowNs))) {
      output.sendFeedback(second.label.path(), feedback);
    }
  }

  private @Nullable MonitoredPath bestExcept(MonitoredPath subject) {
    MonitoredPath best = null;
    for (MonitoredPath path : paths) {
      if (path != subject && path.isInUse() && (best == null || isBetter(path, best))) {
        best = path;
      }
    }
    return best;
  }

  private static boolean isBetter(MonitoredPath path, MonitoredPath best) {
    boolean sound = path.isSound();
    if (sound != best.isSound()) {
      return sound;
    }
    return path.label.isCostly() == best.label.isCostly()
        ? path.delays.smoothedRttNs() < best.delays.smoothedRttNs()
        : best.label.isCostly();
  }

  void onTick(long nowNs) {
    standstill.judge(paths, nowNs);
    for (MonitoredPath path : paths) {
      PathState before = path.outbound.state();
      path.judge(isSilentAlone(path, nowNs), nowNs);
      if (before != PathState.SUSPECT && path.outbound.state() == PathState.SUSPECT) {
        suspectNeighbours(path, nowNs);
      }
    }
    judgeDead(nowNs);
    judgeLost(nowNs);
    judgeAway(nowNs);
    probe(nowNs);
  }

  /// Whether silence is the path's own: another path shows that the peer lives, or none could, or
  /// those that could do not miss anything. Else it is the peer that stands still, and its paths
  /// keep their states until it is away.
  private boolean isSilentAlone(MonitoredPath path, long nowNs) {
    if (standstill.excuses(nowNs)) {
      return false;
    }
    boolean alone = true;
    boolean othersMiss = false;
    MonitoredPath detour = bestExcept(path);
    path.silence().setDetour(detour == null ? Measure.UNMEASURED : detour.delays.smoothedRttNs());
    for (MonitoredPath other : paths) {
      if (other != path && other.isInUse()) {
        alone = false;
        othersMiss |= other.hasOverdue(nowNs);
        if (path.silence().isOutlivedBy(other, nowNs)) {
          return true;
        }
      }
    }
    return alone || (!othersMiss && path.silence().needsNoWitness(nowNs));
  }

  /// What befell one path may have befallen those that share a link with it: who has not been heard
  /// since is suspect with it, until he answers.
  private void suspectNeighbours(MonitoredPath fallen, long nowNs) {
    for (MonitoredPath other : paths) {
      if (other != fallen
          && other.isInUse()
          && other.label.sharesLinkWith(fallen.label)
          && other.outbound.state() != PathState.SUSPECT
          && !other.silence().wasAnsweredSince(nowNs - fallen.silence().ns(nowNs))) {
        other.suspectWith(fallen, nowNs);
      }
    }
  }

  private void judgeDead(long nowNs) {
    if (standstill.excuses(nowNs)) {
      return;
    }
    for (MonitoredPath path : paths) {
      if (path.looksDead(nowNs) && hasWitness(path, nowNs)) {
        path.declareDead(nowNs);
      }
    }
  }

  private boolean hasWitness(MonitoredPath path, long nowNs) {
    for (MonitoredPath other : paths) {
      if (other != path && path.silence().isProvenDeadBy(other, nowNs)) {
        return true;
      }
    }
    return false;
  }

  private void judgeAway(long nowNs) {
    if (!away && (lost || (standstill.holds() && isUnheard(nowNs)))) {
      away = true;
      awaySinceNs = nowNs;
      output.onPeerAway(peer, true, nowNs);
    }
  }

  /// Nothing came from the peer for a while, though it was asked. Whoever is heard and does not
  /// answer is there: only the way to him is blocked.
  private boolean isUnheard(long nowNs) {
    boolean asked = false;
    for (MonitoredPath path : paths) {
      if (!path.inboundSilence().isUnheardFor(timing.awayNs(), nowNs)) {
        return false;
      }
      asked |= path.isInUse() && path.silence().ns(nowNs) > timing.awayNs();
    }
    return asked;
  }

  private void judgeLost(long nowNs) {
    if (!lost) {
      boolean any = false;
      for (MonitoredPath path : paths) {
        if (path.isInUse()) {
          any = true;
          if (!path.looksDead(nowNs)) {
            return;
          }
        }
      }
      if (any) {
        lost = true;
        lostSinceNs = nowNs;
        for (MonitoredPath path : paths) {
          if (path.isInUse() && path.outbound.state() != PathState.SUSPECT) {
            path.suspect(nowNs);
            suspectWithPeer.add(path);
          }
        }
      }
      return;
    }
    long awayNs = nowNs - lostSinceNs;
    if (awayNs > timing.awayDownNs()) {
      String text = String.format(Locale.ROOT, "peer away for %d s", awayNs / 1_000_000_000L);
      for (MonitoredPath path : paths) {
        path.goDown(PathCause.PEER_AWAY, PathEvent.DEAD, awayNs, timing.awayDownNs(), text, nowNs);
      }
    }
  }

  private void probe(long nowNs) {
    for (MonitoredPath path : paths) {
      if (nowNs - nextProbeNs(path, nowNs) >= 0) {
        path.probe(isWitnessWanted(path, nowNs), nowNs);
      }
    }
  }

  private long nextProbeNs(MonitoredPath path, long nowNs) {
    return path.nextProbeNs(isWitnessWanted(path, nowNs), lost, nowNs);
  }

  /// The earliest of all paths' probes and judgements, no later than `latestNs`.
  long nextDeadlineNs(long latestNs, long nowNs) {
    long deadlineNs = latestNs;
    for (MonitoredPath path : paths) {
      deadlineNs = Math.min(deadlineNs, nextProbeNs(path, nowNs));
      deadlineNs = Math.min(deadlineNs, nextJudgementNs(path, nowNs));
    }
    return deadlineNs;
  }

  /// When silence on `path` may next mean more than now, or `Long.MAX_VALUE`: of a peer that is
  /// lost nothing is left to judge but how long it is, and the regular judgement does that.
  long nextJudgementNs(MonitoredPath path, long nowNs) {
    return lost ? Long.MAX_VALUE : path.nextJudgementNs(nowNs);
  }

  /// Whether another path of this peer is silent, and an answer on `path` would tell why.
  private boolean isWitnessWanted(MonitoredPath path, long nowNs) {
    for (MonitoredPath other : paths) {
      if (other != path
          && other.isInUse()
          && other.silence().wantsWitness(path.label.isCostly(), nowNs)) {
        return true;
      }
    }
    return false;
  }

  /// One-way delay to the peer on `path`, or [Measure#UNMEASURED].
  long oneWayNs(MonitoredPath path, long nowNs) {
    MonitoredPath reference = null;
    for (MonitoredPath candidate : paths) {
      long rttNs = candidate.delays.smallestRttNs(nowNs);
      if (rttNs >= 0
          && candidate.delays.isTransitMeasured()
          && (reference == null || rttNs < reference.delays.smallestRttNs(nowNs))) {
        reference = candidate;
      }
    }
    return reference == null || !path.delays.isTransitMeasured()
        ? Measure.UNMEASURED
        : OneWayDelay.ns(
            path.delays.transitNs(),
            reference.delays.smallestTransitNs(nowNs),
            reference.delays.smallestRttNs(nowNs));
  }
}
