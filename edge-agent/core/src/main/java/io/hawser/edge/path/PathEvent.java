package io.hawser.edge.path;

/// What can happen to one direction of a path.
enum PathEvent {
  /// Evidence that packets arrive, of a path that has nothing to prove.
  HEARD,
  /// The same, of a path that was down or degraded and must prove itself.
  HEARD_AGAIN,
  /// Evidence was due and is late.
  SILENT,
  /// Evidence was due many times over and never came.
  DEAD,
  /// Loss or delay far out of what it was.
  IMPAIRED,
  /// Loss and delay are what they were.
  CLEAN,
  /// Clean for as long as trust takes.
  PROVEN,
  /// The link or the keys are gone; nothing can arrive.
  GONE
}
