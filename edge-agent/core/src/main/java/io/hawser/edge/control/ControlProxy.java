package io.hawser.edge.control;

import io.hawser.edge.dataplane.ControlEvents;
import io.hawser.edge.dataplane.DropCounters;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.Mailbox;
import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import io.hawser.edge.path.ProbeEcho;
import io.hawser.edge.path.ReceiveReport;
import io.hawser.edge.path.SendReport;
import io.hawser.edge.rate.LinkLoad;
import io.hawser.edge.wireguard.CipherOffer;
import io.hawser.edge.wireguard.ReceiveKey;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/// The way to [EdgeControl] from the packet path. It never waits: all that passes here is said
/// again.
public final class ControlProxy implements ControlEvents {
  /// Handshake messages, which anyone may send, use no more of the mailbox than this.
  private static final double HANDSHAKE_SHARE = 0.5;

  private final Mailbox mailbox;
  private final Supplier<EdgeControl> control;
  private final DropCounters drops;

  /// @param drops of the sender
  public ControlProxy(Mailbox mailbox, Supplier<EdgeControl> control, DropCounters drops) {
    this.mailbox = mailbox;
    this.control = control;
    this.drops = drops;
  }

  @Override
  public boolean onHandshake(int socket, InetSocketAddress source, byte[] datagram, long nowNs) {
    double fill = mailbox.fill() / HANDSHAKE_SHARE;
    return fill < 1
        && mailbox.offer(
            () -> {
              control.get().noteBacklog(fill, nowNs);
              control.get().onHandshake(socket, source, datagram, nowNs);
            });
  }

  @Override
  public void onCarriedHandshake(int path, byte[] message, long nowNs) {
    offer(() -> control.get().onCarriedHandshake(path, message, nowNs));
  }

  @Override
  public void onCipherOffer(int path, CipherOffer offer, boolean answerWanted, long nowNs) {
    offer(() -> control.get().onCipherOffer(path, offer, answerWanted, nowNs));
  }

  @Override
  public boolean onKeyConfirmed(ReceiveKey key, long nowNs) {
    return mailbox.offer(() -> control.get().onKeyConfirmed(key, nowNs));
  }

  @Override
  public void onRoamed(int path, InetSocketAddress source, long nowNs) {
    offer(() -> control.get().onRoamed(path, source, nowNs));
  }

  @Override
  public void onSessionWanted(int path, long nowNs) {
    offer(() -> control.get().onSessionWanted(path, nowNs));
  }

  @Override
  public void onProbeEcho(int path, ProbeEcho echo) {
    offer(() -> control.get().onProbeEcho(path, echo));
  }

  @Override
  public void onWithdrawal(int path, int session, long nowNs) {
    offer(() -> control.get().onWithdrawal(path, session, nowNs));
  }

  @Override
  public void onUrgentProbe(int path, long nowNs) {
    offer(() -> control.get().onUrgentProbe(path, nowNs));
  }

  @Override
  public void onFeedback(int path, Feedback feedback, long heldUs, long nowNs) {
    offer(() -> control.get().onFeedback(path, feedback, heldUs, nowNs));
  }

  @Override
  public void onGaps(int path, Gaps gaps, long nowNs) {
    offer(() -> control.get().onGaps(path, gaps, nowNs));
  }

  @Override
  public void onReceiveReport(int path, ReceiveReport report, long nowNs) {
    offer(() -> control.get().onReceiveReport(path, report, nowNs));
  }

  @Override
  public void onSendReport(int path, SendReport report) {
    offer(() -> control.get().onSendReport(path, report));
  }

  @Override
  public void onLinkLoad(int link, LinkLoad load) {
    offer(() -> control.get().onLinkLoad(link, load));
  }

  private void offer(Runnable call) {
    if (!mailbox.offer(call)) {
      drops.count(DropReason.MAILBOX_FULL);
    }
  }
}
