package io.hawser.edge.overlay;

import io.hawser.probe.NtpTimestamp;
import java.lang.foreign.MemorySegment;

/// A report of what arrived on one session. Picture in the package's document.
public final class FeedbackFrame {
  static final int INDEX_OFFSET = 4;
  static final int HIGHEST_OFFSET = 8;
  static final int RECEIVED_OFFSET = 16;
  static final int SETTLED_OFFSET = 24;
  static final int SETTLED_RECEIVED_OFFSET = 32;
  static final int BYTES_OFFSET = 40;
  static final int ARRIVAL_OFFSET = 48;
  static final int HELD_OFFSET = 56;
  static final int OVERFLOWED_OFFSET = 60;

  static final int BURSTS_OFFSET = 68;
  static final int ABILITIES_OFFSET = 76;
  public static final int LENGTH = 80;

  /// Of the first edges, which did not say more than up to here.
  static final int LEAST_LENGTH = 60;

  private static final long NS_PER_US = 1_000;

  private FeedbackFrame() {}

  /// Writes [#LENGTH] bytes; `nowNs` is the time of sealing by the clock of `feedback.arrivalNs`.
  public static void write(MemorySegment frame, long offset, Feedback feedback, long nowNs) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.FEEDBACK, LENGTH);
    long heldUs = Math.clamp((nowNs - feedback.arrivalNs()) / NS_PER_US, 0, 0xFFFF_FFFFL);
    frame.set(NetworkOrder.INT, offset + INDEX_OFFSET, feedback.receiverIndex());
    frame.set(NetworkOrder.LONG, offset + HIGHEST_OFFSET, feedback.highestCounter());
    frame.set(NetworkOrder.LONG, offset + RECEIVED_OFFSET, feedback.received());
    frame.set(NetworkOrder.LONG, offset + SETTLED_OFFSET, feedback.settled());
    frame.set(NetworkOrder.LONG, offset + SETTLED_RECEIVED_OFFSET, feedback.settledReceived());
    frame.set(NetworkOrder.LONG, offset + BYTES_OFFSET, feedback.bytes());
    frame.set(
        NetworkOrder.LONG, offset + ARRIVAL_OFFSET, NtpTimestamp.fromNs(feedback.arrivalNs()));
    frame.set(NetworkOrder.INT, offset + HELD_OFFSET, (int) heldUs);
    frame.set(NetworkOrder.LONG, offset + OVERFLOWED_OFFSET, feedback.overflowed());
    frame.set(NetworkOrder.LONG, offset + BURSTS_OFFSET, feedback.bursts());
    frame.set(NetworkOrder.INT, offset + ABILITIES_OFFSET, OverlayFrame.ABILITIES);
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields, and these agree with each
  /// other.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    if (OverlayFrame.length(frame, offset) < LEAST_LENGTH) {
      return false;
    }
    long highest = frame.get(NetworkOrder.LONG, offset + HIGHEST_OFFSET);
    long received = frame.get(NetworkOrder.LONG, offset + RECEIVED_OFFSET);
    long settled = frame.get(NetworkOrder.LONG, offset + SETTLED_OFFSET);
    long settledReceived = frame.get(NetworkOrder.LONG, offset + SETTLED_RECEIVED_OFFSET);
    long overflowed = later(frame, offset, OVERFLOWED_OFFSET);
    // A session ends long before its counter passes 2^63 (2^60 messages), so all are positive.
    return highest >= 0
        && received >= 0
        && received - 1 <= highest
        && settled >= 0
        && settled - 1 <= highest
        && settledReceived >= 0
        && settledReceived <= Math.min(settled, received)
        && overflowed >= 0
        && overflowed <= settled - settledReceived
        && later(frame, offset, BURSTS_OFFSET) >= 0;
  }

  /// A field that the first edges did not write.
  private static long later(MemorySegment frame, long offset, int field) {
    return OverlayFrame.length(frame, offset) < field + Long.BYTES
        ? 0
        : frame.get(NetworkOrder.LONG, offset + field);
  }

  /// What its writer reads besides what every edge does: see [OverlayFrame#ABILITIES].
  public static int abilities(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) < LENGTH
        ? 0
        : frame.get(NetworkOrder.INT, offset + ABILITIES_OFFSET);
  }

  /// The report; `arrivalNs` is the reporter's clock modulo 2^32 s, good for differences only.
  public static Feedback read(MemorySegment frame, long offset) {
    return new Feedback(
        frame.get(NetworkOrder.INT, offset + INDEX_OFFSET),
        frame.get(NetworkOrder.LONG, offset + HIGHEST_OFFSET),
        frame.get(NetworkOrder.LONG, offset + RECEIVED_OFFSET),
        frame.get(NetworkOrder.LONG, offset + SETTLED_OFFSET),
        frame.get(NetworkOrder.LONG, offset + SETTLED_RECEIVED_OFFSET),
        later(frame, offset, OVERFLOWED_OFFSET),
        later(frame, offset, BURSTS_OFFSET),
        frame.get(NetworkOrder.LONG, offset + BYTES_OFFSET),
        NtpTimestamp.differenceNs(frame.get(NetworkOrder.LONG, offset + ARRIVAL_OFFSET), 0));
  }

  /// How long the reporter held the report after the highest counter came, microseconds.
  public static long heldUs(MemorySegment frame, long offset) {
    return Integer.toUnsignedLong(frame.get(NetworkOrder.INT, offset + HELD_OFFSET));
  }
}
