package io.hawser.edge.path;

import io.hawser.probe.Measure;
import org.jspecify.annotations.Nullable;

/// When something came by a path, and whether an answer of the peer's is missing there. Owned by
/// control.
final class InboundSilence {
  /// A path that is down in both directions is heard of no more after so many probe intervals.
  private static final int INTERVALS = 3;

  private final PathTiming timing;
  private final PathLabel label;
  private final Silence outboundSilence;
  private final BeatLog answersDue = new BeatLog();
  private long lastHeardNs;
  private boolean everHeard;

  /// What a silence means.
  ///
  /// @param silenceNs how long it has been silent
  /// @param limitNs from when on that means the event
  record Finding(PathEvent event, long silenceNs, long limitNs) {}

  /// @param outboundSilence of the same path
  InboundSilence(PathTiming timing, PathLabel label, Silence outboundSilence, long nowNs) {
    this.timing = timing;
    this.label = label;
    this.outboundSilence = outboundSilence;
    lastHeardNs = nowNs;
  }

  void onHeard(long heardNs) {
    everHeard = true;
    if (heardNs - lastHeardNs > 0) {
      lastHeardNs = heardNs;
    }
    answersDue.acknowledge(heardNs);
  }

  void onProbe(long nowNs) {
    answersDue.add(nowNs);
  }

  /// No answer is due to what was sent until now.
  void forgiveAnswers() {
    answersDue.clear();
  }

  /// The silence until now does not count.
  void forgive(long nowNs) {
    lastHeardNs = nowNs;
  }

  /// What the silence means now, if anything.
  ///
  /// @param outboundDown whether the peer gets nothing either, so that no answers are due
  @Nullable Finding judge(boolean outboundDown, long nowNs) {
    // The peer has had a probe that it should have answered here: its answer was lost.
    if (!answersDue.isEmpty() && outboundSilence.wasAnsweredSince(answersDue.firstNs())) {
      return judgeAnswers(nowNs);
    }
    long limitNs = INTERVALS * (label.metered() ? timing.meteredProbeNs() : timing.idleProbeNs());
    return outboundDown && isUnheardFor(limitNs, nowNs)
        ? new Finding(PathEvent.DEAD, nowNs - lastHeardNs, limitNs)
        : null;
  }

  private @Nullable Finding judgeAnswers(long nowNs) {
    long silenceNs = nowNs - answersDue.firstNs();
    long overdueNs = nowNs - outboundSilence.overdueNs();
    int missing =
        answersDue.sentBy(
            outboundSilence.wasAnsweredSince(overdueNs)
                ? overdueNs
                : outboundSilence.answeredBeatNs());
    if (silenceNs > outboundSilence.downNs(nowNs) && missing >= timing.downAnswers()) {
      return new Finding(PathEvent.DEAD, silenceNs, outboundSilence.downNs(nowNs));
    }
    long limitNs = outboundSilence.suspectNs(nowNs);
    return silenceNs > limitNs ? new Finding(PathEvent.SILENT, silenceNs, limitNs) : null;
  }

  /// Whether nothing at all was heard here for so long.
  boolean isUnheardFor(long durationNs, long nowNs) {
    return nowNs - lastHeardNs > durationNs;
  }

  /// Since the last that was heard, or unmeasured.
  long ns(long nowNs) {
    return everHeard ? nowNs - lastHeardNs : Measure.UNMEASURED;
  }
}
