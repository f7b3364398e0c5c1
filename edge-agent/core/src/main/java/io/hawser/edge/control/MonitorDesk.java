package io.hawser.edge.control;

import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.FeedbackFrame;
import io.hawser.edge.overlay.Gaps;
import io.hawser.edge.overlay.GapsFrame;
import io.hawser.edge.overlay.ProbeFrame;
import io.hawser.edge.overlay.WithdrawalFrame;
import io.hawser.edge.path.Delivery;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathOutput;
import java.lang.foreign.MemorySegment;

/// Sends what the path monitor wants sent, and passes on what it noticed. Owned by the control
/// thread.
final class MonitorDesk implements PathOutput {
  /// RFC 8972, section 3: a session identifier that is not zero. One stands for all, since the
  /// tunnel's session already tells paths apart.
  private static final int SESSION_ID = 1;

  private final EdgeControl control;
  private final OutboundCommands outbound;
  private final KeyCourier courier;
  private final LinkRates rates;

  MonitorDesk(EdgeControl control, OutboundCommands outbound, KeyCourier courier, LinkRates rates) {
    this.control = control;
    this.outbound = outbound;
    this.courier = courier;
    this.rates = rates;
  }

  @Override
  public void sendProbe(int path, int sequence, boolean urgent) {
    byte[] frame = new byte[ProbeFrame.LENGTH];
    ProbeFrame.write(MemorySegment.ofArray(frame), 0, urgent, sequence, SESSION_ID);
    outbound.onSendFrame(path, frame, courier.nowNs());
  }

  /// What lies behind the frame is WireGuard's padding to the other side, which ignores it.
  @Override
  public int sendFullSizedProbe(int path, int sequence) {
    byte[] frame = new byte[Math.max(ProbeFrame.LENGTH, control.innerMtu(path))];
    ProbeFrame.write(MemorySegment.ofArray(frame), 0, false, sequence, SESSION_ID);
    outbound.onSendFrame(path, frame, courier.nowNs());
    return frame.length;
  }

  @Override
  public void renewKeys(int path) {
    control.renewKeys(path);
  }

  @Override
  public void sendFeedback(int path, Feedback feedback) {
    byte[] frame = new byte[FeedbackFrame.LENGTH];
    FeedbackFrame.write(MemorySegment.ofArray(frame), 0, feedback, courier.nowNs());
    outbound.onSendFrame(path, frame, courier.nowNs());
  }

  @Override
  public void sendGaps(int path, Gaps gaps) {
    byte[] frame = new byte[GapsFrame.LENGTH];
    GapsFrame.write(MemorySegment.ofArray(frame), 0, gaps);
    outbound.onSendFrame(path, frame, courier.nowNs());
  }

  @Override
  public void sendWithdrawal(int path, int session) {
    byte[] frame = new byte[WithdrawalFrame.LENGTH];
    WithdrawalFrame.write(MemorySegment.ofArray(frame), 0, session);
    outbound.onSendFrame(path, frame, courier.nowNs());
  }

  @Override
  public void onDoubt(int path, boolean doubted, boolean lasting, int session, long reported) {
    outbound.onDoubt(path, doubted, lasting, session, reported, courier.nowNs());
  }

  @Override
  public void onLeft(int path, int session, long reported) {
    outbound.onLeft(path, session, reported, courier.nowNs());
  }

  @Override
  public void onLossDoubt(int path, int grade, boolean crowded) {
    outbound.onLossDoubt(path, grade, crowded);
  }

  @Override
  public void onChange(PathChange change) {
    control.noticeChange(change.path().pathId() + ": " + change.text());
    control.listener().onPathChange(change);
  }

  @Override
  public void onWorse(int path) {
    control.lookAt(courier.nowNs());
  }

  @Override
  public void onPeerAway(String peer, boolean away, long atNs) {
    control.noticeChange(away ? "peer " + peer + " is away" : "peer " + peer + " is back");
    control.listener().onPeerAway(peer, away);
  }

  @Override
  public void onDelivery(int path, Delivery delivery, long nowNs) {
    rates.onDelivery(path, delivery, nowNs);
  }

  @Override
  public void onTransit(int path, long transitNs, long sentNs, long nowNs) {
    rates.onTransit(path, transitNs, sentNs, nowNs);
  }

  @Override
  public void onClockStep(int path) {
    rates.onClockStep(path);
  }

  @Override
  public void onSettled(int path, long expected, long missing, long nowNs) {
    rates.onSettled(path, expected, missing, nowNs);
  }
}
