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

  /// Of one that says of no overflow; the other has a field more.
  static final int LENGTH = 60;

  static final int LENGTH_WITH_OVERFLOW = OVERFLOWED_OFFSET + Long.BYTES;

  private static final long NS_PER_US = 1_000;

  private FeedbackFrame() {}

  /// How many bytes [#write] writes of a report.
  public static int length(Feedback feedback) {
    return feedback.overflowed() == 0 ? LENGTH : LENGTH_WITH_OVERFLOW;
  }

  /// Writes [#length] bytes; `nowNs` is the time of sealing by the clock of `feedback.arrivalNs`.
  public static void write(MemorySegment frame, long offset, Feedback feedback, long nowNs) {
    OverlayFrame.writeHeader(frame, offset, OverlayFrame.FEEDBACK, length(feedback));
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
    if (feedback.overflowed() != 0) {
      frame.set(NetworkOrder.LONG, offset + OVERFLOWED_OFFSET, feedback.overflowed());
    }
  }

  /// Whether a plausible [OverlayFrame] of this type holds all fields, and these agree with each
  /// other.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    if (OverlayFrame.length(frame, offset) < LENGTH) {
      return false;
    }
    long highest = frame.get(NetworkOrder.LONG, offset + HIGHEST_OFFSET);
    long received = frame.get(NetworkOrder.LONG, offset + RECEIVED_OFFSET);
    long settled = frame.get(NetworkOrder.LONG, offset + SETTLED_OFFSET);
    long settledReceived = frame.get(NetworkOrder.LONG, offset + SETTLED_RECEIVED_OFFSET);
    long overflowed = overflowed(frame, offset);
    // A session ends long before its counter passes 2^63 (2^60 messages), so all are positive.
    return highest >= 0
        && received >= 0
        && received - 1 <= highest
        && settled >= 0
        && settled - 1 <= highest
        && settledReceived >= 0
        && settledReceived <= Math.min(settled, received)
        && overflowed >= 0
        && overflowed <= settled - settledReceived;
  }

  private static long overflowed(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) < LENGTH_WITH_OVERFLOW
        ? 0
        : frame.get(NetworkOrder.LONG, offset + OVERFLOWED_OFFSET);
  }

  /// The report; `arrivalNs` is the reporter's clock modulo 2^32 s, good for differences only.
  public static Feedback read(MemorySegment frame, long offset) {
    return new Feedback(
        frame.get(NetworkOrder.INT, offset + INDEX_OFFSET),
        frame.get(NetworkOrder.LONG, offset + HIGHEST_OFFSET),
        frame.get(NetworkOrder.LONG, offset + RECEIVED_OFFSET),
        frame.get(NetworkOrder.LONG, offset + SETTLED_OFFSET),
        frame.get(NetworkOrder.LONG, offset + SETTLED_RECEIVED_OFFSET),
        overflowed(frame, offset),
        frame.get(NetworkOrder.LONG, offset + BYTES_OFFSET),
        NtpTimestamp.differenceNs(frame.get(NetworkOrder.LONG, offset + ARRIVAL_OFFSET), 0));
  }

  /// How long the reporter held the report after the highest counter came, microseconds.
  public static long heldUs(MemorySegment frame, long offset) {
    return Integer.toUnsignedLong(frame.get(NetworkOrder.INT, offset + HELD_OFFSET));
  }
}
