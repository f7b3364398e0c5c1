package io.hawser.edge.bond;

/// Why a bonded packet is not delivered. Lateness alone is no reason: what comes late is delivered
/// late.
public enum BondDrop {
  /// Its sequence was delivered, or is held: it was sent again, and both came.
  DUPLICATE,
  /// So far behind that nobody can tell whether it was delivered.
  TOO_OLD
}
