package io.hawser.edge.path;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether packets of full size pass where small ones do: a link that swallows them without a word
/// looks sound to small probes, and kills whoever sends more than a little. Owned by control.
///
/// ```
///  a full-sized probe each second while data flows
///     answered ──▶ passes          missed, and a small one sent after it was answered ──▶ asked
///        ▲                                    again soon; five in a row ──▶ fails
///        └────────── five in a row ◀── asked each second, also without data ◀──┘
/// ```
///
/// These probes are told apart from the others by their number, and are no beats: that one is
/// missing is no silence. Nor is it loss of the path: outbound names their counters, which are
/// excused unless they are answered.
final class SizeWatch {
  /// By chance five in a row are lost at 5 % once in three million.
  static final int ENOUGH = 5;

  private static final long SPACING_NS = 1_000_000_000L;

  /// 1.4 kB each: 12 MB a day while data flows all the time.
  private static final long METERED_SPACING_NS = 10_000_000_000L;

  private static final long AFTER_A_MISS_NS = 200_000_000L;

  /// Over what small ones take: 1,500 bytes at 24 kbit/s.
  private static final long LONGER_NS = 500_000_000L;

  /// Numbers that ordinary probes do not reach in years.
  private static final int FIRST_SEQUENCE = 1 << 31;

  private final long spacingNs;
  private int sequence = FIRST_SEQUENCE;
  private boolean outstanding;
  private long sentNs;
  private int missed;
  private int answered;

  /// Whether a small probe was answered that was sent after the full-sized one on its way.
  private boolean smallAnswered;

  private boolean fails;
  private int fullLength;

  SizeWatch(boolean metered, long nowNs) {
    spacingNs = metered ? METERED_SPACING_NS : SPACING_NS;
    sentNs = nowNs;
  }

  /// Looks whether the one on its way is missed, what follows from that, and whether to send the
  /// next.
  ///
  /// @param carrying whether data flows on the path
  @Nullable PathChange judge(MonitoredPath path, boolean carrying, PathOutput output, long nowNs) {
    if (!path.isInUse()) {
      return null;
    }
    if (expire(path.silence().overdueNs(), nowNs)) {
      path.onFullSizedMissed();
    }
    if (hasMissedEnough()) {
      fail();
    }
    if (!path.hasOverdue(nowNs) && isDue(carrying, nowNs)) {
      fullLength = output.sendFullSizedProbe(path.label.path(), send(nowNs));
    }
    return fails ? degrade(path.outbound, nowNs) : null;
  }

  /// Also what came back from an outage: it fails until it passes.
  private @Nullable PathChange degrade(DirectionState outbound, long nowNs) {
    if (outbound.state() == PathState.DEGRADED) {
      return null;
    }
    String text =
        String.format(
            Locale.ROOT, "packets of %d bytes are lost where small ones pass", fullLength);
    return outbound.on(PathEvent.IMPAIRED, PathCause.SIZE, fullLength, 0, text, nowNs);
  }

  /// Whether to send one now.
  ///
  /// @param carrying whether data flows on the path
  boolean isDue(boolean carrying, long nowNs) {
    boolean suspicious = missed > 0 && !fails;
    long dueNs = sentNs + (suspicious ? AFTER_A_MISS_NS : spacingNs);
    return !outstanding && (carrying || missed > 0 || fails) && nowNs - dueNs >= 0;
  }

  /// The number of the one that is sent now.
  int send(long nowNs) {
    outstanding = true;
    smallAnswered = false;
    sentNs = nowNs;
    return ++sequence;
  }

  /// Whether the one that was sent last may still be answered.
  boolean isAsking() {
    return outstanding;
  }

  /// Answers whether the reply was to the full-sized probe that was sent last.
  boolean onAnswer(int replied) {
    if (!outstanding || replied != sequence) {
      return false;
    }
    outstanding = false;
    missed = 0;
    answered++;
    if (answered >= ENOUGH) {
      fails = false;
    }
    return true;
  }

  /// The reply to a small probe. Without one a long one that is missing tells nothing: both take
  /// the same ways there and back, while reports on what arrived may come by another path.
  ///
  /// @param askedNs when the probe was sent
  void onSmallAnswer(long askedNs) {
    smallAnswered |= outstanding && askedNs - sentNs >= 0;
  }

  /// Answers whether one counts as missed from now on.
  ///
  /// @param overdueNs what a small probe's answer takes at most
  boolean expire(long overdueNs, long nowNs) {
    if (!outstanding || nowNs - sentNs < overdueNs + LONGER_NS) {
      return false;
    }
    outstanding = false;
    if (!smallAnswered) {
      return false;
    }
    answered = 0;
    missed++;
    return true;
  }

  /// So many were missed in a row that it is no chance.
  boolean hasMissedEnough() {
    return missed >= ENOUGH;
  }

  int missed() {
    return missed;
  }

  /// Small ones pass and these do not.
  void fail() {
    fails = true;
  }

  boolean fails() {
    return fails;
  }

  /// Whatever is unanswered is not held against the path.
  void forgive() {
    outstanding = false;
    missed = 0;
  }
}
