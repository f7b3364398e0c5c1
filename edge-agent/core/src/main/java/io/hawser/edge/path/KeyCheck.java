package io.hawser.edge.path;

/// When an idle metered path is to be proven by a handshake. Owned by control.
///
/// ```
///             due: handshake wanted         1 s without keys: probe
///   RESTING ───────────────────────▶ ASKED ──────────────────────▶ PROBED
///      ▲            new keys           │           new keys           │
///      └───────────────────────────────┴──────────────────────────────┘
/// ```
///
/// A handshake takes both directions, and its third message tells the end that answered so. It is
/// due before the keys end: whoever needs the path has a session at hand. One end keeps the path
/// ([PathLabel#keeper]); the other stands in later, so that both do not begin at once. From the
/// probe on silence means what it means on every path.
final class KeyCheck {
  /// A radio cell may take this long to wake up. Nobody uses the path: there is no hurry.
  static final long PATIENCE_NS = 1_000_000_000L;

  private enum State {
    RESTING,
    ASKED,
    PROBED
  }

  private final long intervalNs;
  private State state = State.RESTING;
  private long sinceNs;

  KeyCheck(PathTiming timing, boolean keeper, long nowNs) {
    intervalNs = keeper ? timing.meteredCheckNs() : timing.meteredStandInNs();
    sinceNs = nowNs;
  }

  void onNewKeys(long nowNs) {
    state = State.RESTING;
    sinceNs = nowNs;
  }

  /// Answers true once, when a handshake is due.
  boolean takeHandshake(long nowNs) {
    if (state != State.RESTING || nowNs - sinceNs < intervalNs) {
      return false;
    }
    state = State.ASKED;
    sinceNs = nowNs;
    return true;
  }

  /// Answers true once, when the handshake that was due has made no keys for too long.
  boolean takeProbe(long nowNs) {
    if (state != State.ASKED || nowNs - sinceNs < PATIENCE_NS) {
      return false;
    }
    state = State.PROBED;
    return true;
  }
}
