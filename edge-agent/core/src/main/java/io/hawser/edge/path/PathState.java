package io.hawser.edge.path;

/// The state of one direction of one path.
///
/// ```
///                 HEARD                      SILENT
///   UNKNOWN ─────────────────▶ UP ─────────────────────────▶ SUSPECT
///      │                       ▲ ▲ ◀──────── HEARD ──────────┘  │ ▲
///      │ HEARD_AGAIN    PROVEN │ │                              │ │
///      └──────────────▶ PROBATION│ ◀─────── HEARD_AGAIN ────────┘ │
///                        ▲  ▲  └─┼──────────── SILENT ────────────┘
///                  CLEAN │  │    │
///                        │  │HEARD_AGAIN
///     DEGRADED ──────────┘  │    │ HEARD
///        ▲                 DOWN ─┘
///        │ IMPAIRED         ▲
///   UP, PROBATION, SUSPECT  │ DEAD, GONE
///                          every other state
/// ```
///
/// Whatever is not drawn changes nothing. A degraded path does not become suspect: flows have left
/// it, and it would only hide why.
public enum PathState {
  /// Nothing has ever been heard. Never counts as good.
  UNKNOWN,
  UP,
  /// Works again, but lately did not: the last to be chosen among those that work.
  PROBATION,
  /// Evidence is late. Flows go to paths that answer; who comes back when is for whoever steers.
  SUSPECT,
  DEGRADED,
  DOWN;

  /// Whether packets are sent by it.
  boolean isUsable() {
    return this != UNKNOWN && this != DOWN;
  }

  PathState on(PathEvent event) {
    return switch (event) {
      case HEARD -> this == UNKNOWN || this == SUSPECT || this == DOWN ? UP : this;
      case HEARD_AGAIN -> this == UNKNOWN || this == SUSPECT || this == DOWN ? PROBATION : this;
      case SILENT -> this == UP || this == PROBATION ? SUSPECT : this;
      case IMPAIRED -> this == UP || this == PROBATION || this == SUSPECT ? DEGRADED : this;
      case CLEAN -> this == DEGRADED ? PROBATION : this;
      case PROVEN -> this == PROBATION ? UP : this;
      case DEAD, GONE -> DOWN;
    };
  }
}
