package io.hawser.edge.bond;

/// How far each path has come with one flow, and what the paths have lost of it. Owned by the
/// inbound agent; not thread-safe.
///
/// A path delivers in order, and the counts of its frames tell how many it has lost between two of
/// them, but not which. Two rules find these:
///
/// - No more are missing between the two than the path has lost there: it is these. That is so at
///   once on a path that is used alone, and otherwise as soon as the others have brought what is
///   theirs.
/// - Where two paths have lost some in one place, neither comes to that. Then what all paths have
///   passed is lost (multilink PPP's rule, RFC 1990, section 4.1). Alone this rule would be wrong:
///   a path on which something is sent after a pause has not passed what it carries.
final class Lanes {
  /// Paths of one flow at once; one more takes the place of the one heard longest ago.
  static final int LANES = BondScheduler.MEMBERS;

  /// A path that brought nothing for so long holds nothing up any more.
  static final long ACTIVE_NS = 300_000_000L;

  /// A greater gap of counts is a packet that was overtaken on its own path, or a new beginning.
  private static final int LARGEST_GAP = 127;

  /// More is no loss but a hole, in which counting makes no sense.
  static final int MOST_LOST = 1_024;

  private final int[] path = new int[LANES];
  private final int[] last = new int[LANES];
  private final byte[] count = new byte[LANES];

  /// Lost before one that was sent again, whose sequence tells nothing of them: the next does.
  private final int[] carried = new int[LANES];

  private final long[] lastNs = new long[LANES];
  private int lanes;
  private int gap;
  private int before;
  private int latest;

  // Of each path: where it has lost some, how many, and how many are missing there. Nothing is open
  // where none are lost.
  private final int[] openFrom = new int[LANES];
  private final int[] openTo = new int[LANES];
  private final int[] openLost = new int[LANES];
  private final int[] openMissing = new int[LANES];

  void onPacket(int byPath, int itsCount, int sequence, long nowNs) {
    gap = 0;
    int lane = lane(byPath, nowNs);
    latest = lane;
    if (lane == lanes || path[lane] != byPath) {
      lanes = Math.max(lanes, lane + 1);
      path[lane] = byPath;
      last[lane] = sequence;
      openLost[lane] = 0;
      carried[lane] = 0;
    } else {
      gap = itsCount - count[lane] - 1 & 0xFF;
      before = last[lane];
      if (gap > LARGEST_GAP) {
        // It was overtaken: counted as lost before, and here it is.
        gap = 0;
        openLost[lane] = Math.max(0, openLost[lane] - 1);
        lastNs[lane] = nowNs;
        return;
      }
      carried[lane] += gap;
      gap = 0;
      if (sequence - last[lane] > 0) {
        last[lane] = sequence;
        gap = carried[lane];
        carried[lane] = 0;
      }
    }
    count[lane] = (byte) itsCount;
    lastNs[lane] = nowNs;
  }

  private int lane(int byPath, long nowNs) {
    int oldest = 0;
    for (int i = 0; i < lanes; i++) {
      if (path[i] == byPath) {
        return i;
      }
      oldest = nowNs - lastNs[i] > nowNs - lastNs[oldest] ? i : oldest;
    }
    return lanes < LANES ? lanes : oldest;
  }

  /// How many the path of the last packet has lost just before it.
  int gap() {
    return gap;
  }

  /// The sequence to which that path had come before; holds where there is a [#gap].
  int before() {
    return before;
  }

  /// So many are missing between the last two packets of the path, which has lost [#gap] of them.
  void open(int from, int to, int missing) {
    if (openLost[latest] == 0) {
      openFrom[latest] = from;
      openMissing[latest] = 0;
    }
    openTo[latest] = to;
    openLost[latest] = Math.min(MOST_LOST, openLost[latest] + gap);
    openMissing[latest] += missing;
  }

  int lanes() {
    return lanes;
  }

  boolean isOpen(int lane) {
    return openLost[lane] > 0;
  }

  /// How many paths have lost some that are not yet known.
  int opened() {
    int opened = 0;
    for (int i = 0; i < lanes; i++) {
      opened += openLost[i] > 0 ? 1 : 0;
    }
    return opened;
  }

  /// Whether no more are missing than were lost: then these are lost.
  boolean isClear(int lane) {
    return openLost[lane] > 0 && openMissing[lane] <= openLost[lane];
  }

  int from(int lane) {
    return openFrom[lane];
  }

  int to(int lane) {
    return openTo[lane];
  }

  void setMissing(int lane, int missing) {
    openMissing[lane] = missing;
  }

  void close(int lane) {
    openLost[lane] = 0;
  }

  /// One that was missing came.
  void came(int sequence) {
    for (int i = 0; i < lanes; i++) {
      if (openLost[i] > 0 && sequence - openFrom[i] >= 0 && sequence - openTo[i] < 0) {
        openMissing[i]--;
      }
    }
  }

  /// One that all have passed is among those that were lost; answers whether any path has lost some
  /// where it is.
  boolean find(int sequence) {
    for (int i = 0; i < lanes; i++) {
      if (openLost[i] > 0 && sequence - openFrom[i] >= 0 && sequence - openTo[i] < 0) {
        openLost[i]--;
        return true;
      }
    }
    return false;
  }

  /// Nothing is missing.
  void settle() {
    for (int i = 0; i < lanes; i++) {
      close(i);
    }
  }

  /// The least sequence of those that a path came to last; there must have been a packet just now.
  int passed(long nowNs) {
    int least = 0;
    boolean any = false;
    for (int i = 0; i < lanes; i++) {
      if (nowNs - lastNs[i] <= ACTIVE_NS && (!any || last[i] - least < 0)) {
        least = last[i];
        any = true;
      }
    }
    return least;
  }

  /// Begins anew.
  void clear() {
    lanes = 0;
    gap = 0;
  }
}
