package io.hawser.edge.dataplane;

import io.hawser.edge.overlay.TimeTrailer;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.playout.PlayoutBuffer;
import io.hawser.edge.playout.PlayoutFlow;
import io.hawser.edge.playout.PlayoutOutput;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.steer.Flow;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Packets of classes with `jitter-buffer` on their way in: held until it is their time. Owned by
/// the inbound agent.
final class JitterBuffer {
  private final PlayoutBuffer buffer;
  private long nowNs;

  JitterBuffer(PlayoutOutput output) {
    buffer = new PlayoutBuffer(output);
  }

  /// What of the `length` bytes that hold a plausible packet of a flow is to be kept: with the time
  /// that stands behind it, where the flow has one.
  static int lengthWithTime(Flow flow, MemorySegment p, long at, int length) {
    int total = IpPacket.totalLength(p, at);
    return flow.jitterBufferNs > 0 && TimeTrailer.isPresent(p, at, total, length)
        ? total + TimeTrailer.LENGTH
        : total;
  }

  /// Takes a packet that is allowed to pass, of whichever flow; answers whether it is held. Else
  /// the caller is to deliver it now.
  ///
  /// @param length of what holds the packet, and perhaps its time
  boolean takes(Flow flow, MemorySegment p, long at, int length, long atNs) {
    nowNs = atNs;
    if (flow.jitterBufferNs == 0 && flow.playout == null) {
      return false;
    }
    int total = IpPacket.totalLength(p, at);
    if (flow.jitterBufferNs == 0) {
      return staysBehind(flow, p, at, total, atNs);
    }
    boolean timed = TimeTrailer.isPresent(p, at, total, length);
    PlayoutFlow its = its(flow, timed);
    if (its == null) {
      buffer.onPassing();
      return false;
    }
    return timed
        ? buffer.onPacket(
            its, TimeTrailer.timeUs(p, at + total), flow.jitterBufferNs, p, at, total, atNs)
        : buffer.onUnstamped(its, p, at, total, atNs);
  }

  /// Of a flow that is not held any longer, as the policy changed: what came before goes first.
  private boolean staysBehind(Flow flow, MemorySegment p, long at, int total, long atNs) {
    PlayoutFlow its = flow.playout;
    if (its != null && its.isHolding()) {
      return buffer.onUnstamped(its, p, at, total, atNs);
    }
    flow.playout = null;
    return false;
  }

  /// @param begins whether it may begin now, as its packets bear their time
  private @Nullable PlayoutFlow its(Flow flow, boolean begins) {
    PlayoutFlow its = flow.playout;
    if (its == null || its.isClosed()) {
      its = begins ? buffer.open(flow.peer, nowNs) : null;
      flow.playout = its;
    }
    return its;
  }

  /// Numbers of peers may mean others from now on: what is held is delivered.
  void forget() {
    buffer.forget(nowNs);
  }

  PlayoutView view() {
    return buffer.view();
  }

  long nextDeadlineNs() {
    return buffer.nextDeadlineNs();
  }

  void onTick(long atNs) {
    nowNs = atNs;
    buffer.onTick(atNs);
  }
}
