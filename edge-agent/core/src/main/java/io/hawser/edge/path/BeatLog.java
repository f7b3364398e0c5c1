package io.hawser.edge.path;

/// Times at which something was sent that the peer must acknowledge, oldest first, until it did.
/// Beats closer than [#SPACING_NS] are one. An acknowledgement covers all beats before it, so a
/// lost one costs nothing.
final class BeatLog {
  /// Power of two. At the least spacing it spans 1.3 s; what is sent beyond an unanswered 1.3 s
  /// adds nothing.
  private static final int CAPACITY = 128;

  /// As often as outbound tells what it sent, so that the age of a silence is true within this.
  static final long SPACING_NS = 10_000_000;

  /// Half the spacing of the fastest probes, so that one burst is not many pieces of evidence and
  /// every probe is one.
  static final long EVIDENCE_SPACING_NS = 20_000_000;

  private static final long NO_COUNTER = -1;

  private final long[] sentNs = new long[CAPACITY];
  private final long[] counter = new long[CAPACITY];
  private final int[] session = new int[CAPACITY];
  private int first;
  private int size;

  /// Something without a known counter: a probe.
  void add(long nowNs) {
    add(nowNs, 0, NO_COUNTER);
  }

  /// Data: everything up to `highestCounter` under `remoteIndex` has been sent.
  void add(long nowNs, int remoteIndex, long highestCounter) {
    boolean tooClose = size > 0 && nowNs - sentNs[at(size - 1)] < SPACING_NS;
    if (tooClose || size == CAPACITY) {
      return;
    }
    int last = at(size++);
    sentNs[last] = nowNs;
    session[last] = remoteIndex;
    counter[last] = highestCounter;
  }

  /// Beats of probes sent at `takenNs` or earlier lie at or below `highestCounter`, as do all
  /// packets then.
  void assign(long takenNs, int remoteIndex, long highestCounter) {
    for (int i = size - 1; i >= 0 && counter[at(i)] == NO_COUNTER; i--) {
      if (takenNs - sentNs[at(i)] >= 0) {
        session[at(i)] = remoteIndex;
        counter[at(i)] = highestCounter;
      }
    }
  }

  /// The peer has what was sent at `ackedNs` or earlier.
  void acknowledge(long ackedNs) {
    while (size > 0 && ackedNs - sentNs[first] >= 0) {
      first = at(1);
      size--;
    }
  }

  /// The peer has `highestCounter` of a session. Answers the time of the latest beat that this
  /// covers, or `Long.MIN_VALUE`.
  long coveredNs(int remoteIndex, long highestCounter) {
    for (int i = size - 1; i >= 0; i--) {
      int at = at(i);
      if (counter[at] != NO_COUNTER
          && session[at] == remoteIndex
          && counter[at] <= highestCounter) {
        return sentNs[at];
      }
    }
    return Long.MIN_VALUE;
  }

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// When the oldest unacknowledged beat was sent; ask only when not empty.
  long firstNs() {
    return sentNs[first];
  }

  /// How many pieces of evidence were sent at `limitNs` or earlier: beats, of which those closer
  /// than [#EVIDENCE_SPACING_NS] are one.
  int sentBy(long limitNs) {
    int count = 0;
    long countedNs = 0;
    for (int i = 0; i < size && limitNs - sentNs[at(i)] >= 0; i++) {
      if (count == 0 || sentNs[at(i)] - countedNs >= EVIDENCE_SPACING_NS) {
        countedNs = sentNs[at(i)];
        count++;
      }
    }
    return count;
  }

  private int at(int index) {
    return (first + index) & (CAPACITY - 1);
  }
}
