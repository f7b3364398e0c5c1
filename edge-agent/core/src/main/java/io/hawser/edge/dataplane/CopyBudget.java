package io.hawser.edge.dataplane;

/// What copies may take of one path: 2 Mbit/s, twenty calls, after a burst of a second of that.
/// Whoever sends more, as video does, is not thin enough to be sent twice over what may be a radio
/// cell. Owned by the outbound agent.
final class CopyBudget {
  static final long BYTES_PER_SECOND = 250_000;

  private static final long SECOND_NS = 1_000_000_000L;
  private static final long NS_PER_BYTE = SECOND_NS / BYTES_PER_SECOND;

  /// What copies against mere loss leave of the burst: they never end, and silence must not find
  /// the budget spent.
  private static final long RESERVE_NS = SECOND_NS / 2;

  /// The time up to which it is spent; holds once [#used].
  private long spentNs;

  private boolean used;

  /// Takes a copy's bytes; answers whether they were there.
  ///
  /// @param urgent whether it may take what is kept for silence
  boolean spend(int bytes, boolean urgent, long nowNs) {
    long fullNs = nowNs - SECOND_NS;
    long fromNs = used && spentNs - fullNs > 0 ? spentNs : fullNs;
    long toNs = fromNs + bytes * NS_PER_BYTE;
    if (toNs - nowNs > (urgent ? 0 : -RESERVE_NS)) {
      return false;
    }
    used = true;
    spentNs = toNs;
    return true;
  }
}
