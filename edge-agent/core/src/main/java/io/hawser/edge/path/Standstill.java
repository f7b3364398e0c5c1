package io.hawser.edge.path;

import java.util.List;

/// Whether a peer stands still: all paths to it fell silent together, so that it is no path's
/// fault. It counts as away once that lasts. Or this edge did, which is noticed elsewhere. Owned by
/// control.
///
/// What waited or was lost meanwhile measures no path. It was so for all of them, and going
/// elsewhere would not have helped.
final class Standstill {
  /// One path alone cannot tell its own silence from its peer's.
  private static final int LEAST_PATHS = 2;

  /// What waited at a peer that stood still is worked off after so long: two seconds of 1,000
  /// packets each, at 10,000 a second. Until then one path may answer sooner than another. After a
  /// shorter one it takes no longer than that lasted.
  private static final long MOST_GRACE_NS = 200_000_000L;

  /// After a moment for which this edge itself stood still, it has looked at everything that came
  /// meanwhile by then, whatever the order.
  private static final long TAKEN_IN_NS = 50_000_000L;

  /// An edge that is late all the time has to judge all the same: of its moments one excuses
  /// something in so long.
  private static final long MOMENT_EACH_NS = 1_000_000_000L;

  private boolean holds;
  private long beganNs;
  private boolean everExcused;
  private long excusedUntilNs;
  private boolean everMoment;
  private long momentNs;

  void judge(List<MonitoredPath> paths, long nowNs) {
    if (holds) {
      return;
    }
    int silent = 0;
    for (MonitoredPath path : paths) {
      if (path.isInUse()) {
        if (!path.silence().isInDoubt(nowNs) || path.hasTroubleOfItsOwn()) {
          return;
        }
        silent++;
      }
    }
    holds = silent >= LEAST_PATHS;
    beganNs = nowNs;
  }

  /// The peer was heard at `heardNs`; answers whether that ends a standstill.
  boolean end(long heardNs, long nowNs) {
    if (!holds || heardNs - beganNs < 0) {
      return false;
    }
    holds = false;
    excuseUntil(nowNs + Math.min(MOST_GRACE_NS, nowNs - beganNs));
    return true;
  }

  /// This edge stood still itself: what waited is worked off here, and at the peer what it sends
  /// all at once.
  void onOwnPause(long pausedNs, long nowNs) {
    holds = false;
    excuseUntil(nowNs + Math.min(MOST_GRACE_NS, pausedNs));
  }

  /// This edge stood still for a moment, too short to forgive anything: what came meanwhile is
  /// about to be taken in.
  void onOwnMoment(long nowNs) {
    if (!everMoment || nowNs - momentNs >= MOMENT_EACH_NS) {
      everMoment = true;
      momentNs = nowNs;
      excuseUntil(nowNs + TAKEN_IN_NS);
    }
  }

  private void excuseUntil(long untilNs) {
    if (!everExcused || untilNs - excusedUntilNs > 0) {
      everExcused = true;
      excusedUntilNs = untilNs;
    }
  }

  /// When what waited during the last one is worked off; only after one.
  long workedOffNs() {
    return excusedUntilNs;
  }

  /// Whether it goes on.
  boolean holds() {
    return holds;
  }

  /// Whether it goes on, or what it left behind may still be in the way.
  boolean excuses(long nowNs) {
    return holds || (everExcused && excusedUntilNs - nowNs > 0);
  }
}
