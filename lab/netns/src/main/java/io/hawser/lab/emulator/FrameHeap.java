package io.hawser.lab.emulator;

import java.util.Arrays;

/// Frames on their way, the earliest release first; equal times leave in the order in which they
/// came.
///
/// A binary heap over parallel arrays. It grows with the frame store, which bounds it.
final class FrameHeap {
  private static final int FIRST_CAPACITY = 64;

  private long[] releaseNs = new long[FIRST_CAPACITY];
  private long[] order = new long[FIRST_CAPACITY];
  private int[] frame = new int[FIRST_CAPACITY];
  private int size;
  private long arrivals;

  void push(long atNs, int frameId) {
    if (size == frame.length) {
      releaseNs = Arrays.copyOf(releaseNs, size * 2);
      order = Arrays.copyOf(order, size * 2);
      frame = Arrays.copyOf(frame, size * 2);
    }
    int hole = size++;
    long rank = arrivals++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (isEarlier(releaseNs[parent], order[parent], atNs, rank)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, atNs, rank, frameId);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// The earliest release; only if not empty.
  long firstReleaseNs() {
    return releaseNs[0];
  }

  /// Takes the frame of the earliest release; only if not empty.
  int pop() {
    int first = frame[0];
    size--;
    long atNs = releaseNs[size];
    long rank = order[size];
    int last = frame[size];
    int hole = 0;
    while (2 * hole + 1 < size) {
      int child = 2 * hole + 1;
      if (child + 1 < size
          && isEarlier(releaseNs[child + 1], order[child + 1], releaseNs[child], order[child])) {
        child++;
      }
      if (isEarlier(atNs, rank, releaseNs[child], order[child])) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, atNs, rank, last);
    return first;
  }

  private static boolean isEarlier(long timeNs, long rank, long otherTimeNs, long otherRank) {
    return timeNs - otherTimeNs < 0 || (timeNs == otherTimeNs && rank < otherRank);
  }

  private void move(int from, int to) {
    put(to, releaseNs[from], order[from], frame[from]);
  }

  private void put(int at, long atNs, long rank, int frameId) {
    releaseNs[at] = atNs;
    order[at] = rank;
    frame[at] = frameId;
  }
}
