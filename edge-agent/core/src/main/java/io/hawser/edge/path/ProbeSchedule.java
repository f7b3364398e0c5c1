package io.hawser.edge.path;

/// When a path is due to be probed, by what it carries and how it fares. Owned by control.
///
/// An idle metered path that is up is not probed at all: its handshakes prove it, see [KeyCheck].
final class ProbeSchedule {
  /// A path counts as active this long after its last user packet.
  private static final long ACTIVE_NS = 1_000_000_000L;

  /// A new path is probed at the active rate this long, to have its loss and jitter known early.
  private static final long WARM_UP_NS = 3_000_000_000L;

  /// A path of which somebody waits to know how it fares is probed at the active rate this long: an
  /// outage's last losses are counted for a second, and loss is told from twenty packets.
  private static final long MEASURED_NS = 5_000_000_000L;

  /// A path that may be about to change is probed fast for so long: jitter is told from thirteen
  /// probes.
  private static final long HURRY_NS = 800_000_000L;

  /// Regular probes to a peer leave at one of so many moments, this far apart.
  private static final int BEAT_PHASES = 10;

  private static final long BEAT_NS = 50_000_000L;

  private static final long NEVER_NS = Long.MAX_VALUE;

  private final PathTiming timing;
  private final PathLabel label;
  private boolean atOnce = true;

  /// Whether the last probe was sent because something was overdue.
  private boolean hasPressed;

  private long warmUpFromNs;
  private long measuredFromNs;
  private long lastProbeNs;
  private long lastDataNs;
  private long hurryFromNs;

  ProbeSchedule(PathTiming timing, PathLabel label, long nowNs) {
    this.timing = timing;
    this.label = label;
    warmUpFromNs = nowNs;
    lastProbeNs = nowNs;
    lastDataNs = nowNs - ACTIVE_NS;
    hurryFromNs = nowNs - HURRY_NS;
    measuredFromNs = nowNs - MEASURED_NS;
  }

  void onProbe(boolean isPressing, long nowNs) {
    hasPressed = isPressing;
    atOnce = false;
    lastProbeNs = nowNs;
  }

  void onData(long atNs) {
    lastDataNs = atNs;
  }

  void probeAtOnce() {
    atOnce = true;
  }

  /// The path may be about to become worse; if it carries data, that is to be known soon.
  void hurry(long nowNs) {
    hurryFromNs = nowNs;
  }

  boolean isHurried(long nowNs) {
    return isBusy(nowNs) && nowNs - hurryFromNs < HURRY_NS;
  }

  void warmUp(long nowNs) {
    warmUpFromNs = nowNs;
  }

  /// Somebody waits to know how it fares.
  void measure(long nowNs) {
    measuredFromNs = nowNs;
  }

  /// Whether its probes ask the peer to report soon, who would see no reason by himself.
  boolean isMeasured(long nowNs) {
    return nowNs - measuredFromNs < MEASURED_NS;
  }

  /// Whether the path carries user packets.
  boolean isCarrying(long nowNs) {
    return nowNs - lastDataNs < ACTIVE_NS;
  }

  /// Whether the path carries user packets, or is measured as if it did: when it is new, and for
  /// who waits to know how it fares.
  boolean isBusy(long nowNs) {
    return isCarrying(nowNs) || nowNs - warmUpFromNs < WARM_UP_NS || isMeasured(nowNs);
  }

  /// When the next probe is due, as things stand now, or `Long.MAX_VALUE`.
  ///
  /// @param isReturning whether a path that is down was answered lately
  /// @param isPressing whether an answer on it would tell why something is overdue
  long nextNs(
      PathState state, boolean isReturning, boolean isPeerAway, boolean isPressing, long nowNs) {
    if (atOnce) {
      return nowNs;
    }
    long intervalNs = intervalNs(state, isReturning, isPeerAway, isPressing, nowNs);
    if (intervalNs == NEVER_NS) {
      return NEVER_NS;
    }
    boolean isRegular = intervalNs == timing.activeProbeNs() || intervalNs == timing.idleProbeNs();
    long dueNs = isRegular ? nextBeatNs(intervalNs) : lastProbeNs + intervalNs;
    // What was due before it was known to be due would look as if this edge had paused since.
    return dueNs - nowNs < 0 ? nowNs : dueNs;
  }

  private long intervalNs(
      PathState state, boolean isReturning, boolean isPeerAway, boolean isPressing, long nowNs) {
    return switch (state) {
      case UNKNOWN -> timing.idleProbeNs();
      case DOWN -> isReturning ? timing.activeProbeNs() : quietNs();
      case UP, PROBATION, SUSPECT, DEGRADED -> {
        if (isPeerAway) {
          yield quietNs();
        }
        if (isPressing) {
          // The first one does not wait for its turn.
          yield hasPressed ? timing.recheckProbeNs() : 0;
        }
        if (isHurried(nowNs)) {
          yield timing.recheckProbeNs();
        }
        boolean isWatched = state != PathState.UP && !label.metered();
        if (isWatched || isBusy(nowNs)) {
          yield timing.activeProbeNs();
        }
        yield label.metered() && state == PathState.UP ? NEVER_NS : quietNs();
      }
    };
  }

  private long quietNs() {
    return label.metered() ? timing.meteredProbeNs() : timing.idleProbeNs();
  }

  /// Regular probes of all paths to a peer leave together, so that an idle edge wakes up once for
  /// them and once for their answers; those to different peers are spread, so that hundreds of them
  /// do not queue on one link. Never later than an interval after the last one.
  private long nextBeatNs(long intervalNs) {
    long phaseNs = Math.floorMod(label.peer().hashCode(), BEAT_PHASES) * BEAT_NS;
    return phaseNs + (Math.floorDiv(lastProbeNs - phaseNs, intervalNs) + 1) * intervalNs;
  }
}
