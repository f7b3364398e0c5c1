package io.hawser.edge.path;

/// Datagrams that one socket of this edge had no room for; of none it is known whose it was. Each
/// session of the socket claims of them what it misses, and all together claim no more than were
/// dropped. Owned by inbound; not thread-safe.
///
/// ```
///  noticed   0 1 2 3 4 5 6 7 8 9 ...    in the order in which they were noticed
///            |---------|           what others have claimed
///                |                 what was noticed when the session's last settled counter came:
///                                  what it misses since was dropped later
///                      |------->   what it may claim
/// ```
public final class ReceiveOverflow {
  private long noticed;
  private long claimed;

  /// So many datagrams at most were dropped before the one that was received last.
  public void onDropped(long atMost) {
    noticed += atMost;
  }

  long noticed() {
    return noticed;
  }

  /// Claims up to `wanted` of those that were noticed after the first `before`; answers how many.
  long claim(long before, long wanted) {
    long from = Math.max(before, claimed);
    long taken = Math.min(wanted, noticed - from);
    if (taken > 0) {
      claimed = from + taken;
    }
    return taken;
  }
}
