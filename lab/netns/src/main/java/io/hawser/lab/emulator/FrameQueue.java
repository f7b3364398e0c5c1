package io.hawser.lab.emulator;

import java.util.Arrays;

/// Frames that wait before the bottleneck, first in, first out.
final class FrameQueue {
  private static final int FIRST_CAPACITY = 64;

  private int[] frame = new int[FIRST_CAPACITY];
  private int[] length = new int[FIRST_CAPACITY];
  private long[] arrivalNs = new long[FIRST_CAPACITY];
  private boolean[] exempt = new boolean[FIRST_CAPACITY];
  private int head;
  private int size;
  private long bytes;

  void add(int frameId, int ipLength, long atNs, boolean isExempt) {
    if (size == frame.length) {
      grow();
    }
    int at = (head + size) & (frame.length - 1);
    frame[at] = frameId;
    length[at] = ipLength;
    arrivalNs[at] = atNs;
    exempt[at] = isExempt;
    size++;
    bytes += ipLength;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  int firstLength() {
    return length[head];
  }

  long firstArrivalNs() {
    return arrivalNs[head];
  }

  boolean firstIsExempt() {
    return exempt[head];
  }

  int take() {
    int first = frame[head];
    bytes -= length[head];
    head = (head + 1) & (frame.length - 1);
    size--;
    return first;
  }

  private void grow() {
    int capacity = frame.length;
    frame = rotated(frame);
    length = rotated(length);
    long[] times = new long[capacity * 2];
    boolean[] flags = new boolean[capacity * 2];
    for (int i = 0; i < capacity; i++) {
      times[i] = arrivalNs[(head + i) & (capacity - 1)];
      flags[i] = exempt[(head + i) & (capacity - 1)];
    }
    arrivalNs = times;
    exempt = flags;
    head = 0;
  }

  private int[] rotated(int[] old) {
    int[] grown = Arrays.copyOfRange(old, head, head + old.length * 2);
    System.arraycopy(old, 0, grown, old.length - head, head);
    return grown;
  }
}
