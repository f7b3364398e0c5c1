package io.hawser.edge.path;

import io.hawser.edge.overlay.ProbeReplyFrame;
import java.lang.foreign.MemorySegment;

/// The times of one probe and its reply, as inbound hands them to control.
///
/// @param sent by my clock (NTP format, as all four)
/// @param peerReceived by the peer's clock
/// @param peerSent by the peer's clock
/// @param receivedNs by my monotonic clock
public record ProbeEcho(
    int sequence, long sent, long peerReceived, long peerSent, long receivedNs) {

  /// Reads a plausible [ProbeReplyFrame].
  public static ProbeEcho read(MemorySegment frame, long offset, long receivedNs) {
    return new ProbeEcho(
        ProbeReplyFrame.sequence(frame, offset),
        ProbeReplyFrame.probeSent(frame, offset),
        ProbeReplyFrame.probeReceived(frame, offset),
        ProbeReplyFrame.replySent(frame, offset),
        receivedNs);
  }
}
