package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.SendKey;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The way to [Outbound] from another thread. What carries state must arrive; what is repeated
/// anyway may be lost when outbound is too busy, and is counted by the sender.
public final class OutboundProxy implements OutboundCommands {
  private final Mailbox mailbox;
  private final Supplier<Outbound> outbound;
  private final DropCounters drops;

  /// @param drops of the sender
  public OutboundProxy(Mailbox mailbox, Supplier<Outbound> outbound, DropCounters drops) {
    this.mailbox = mailbox;
    this.outbound = outbound;
    this.drops = drops;
  }

  @Override
  public void onForwarding(Forwarding forwarding) {
    mailbox.put(() -> outbound.get().onForwarding(forwarding));
  }

  @Override
  public void onSteering(SteeringTable table) {
    mailbox.put(() -> outbound.get().onSteering(table));
    // The asker tells next what has moved, and flows need not wait for words about them.
    mailbox.hurry();
  }

  @Override
  public void onInstallKey(int path, SendKey key, long nowNs) {
    mailbox.put(() -> outbound.get().onInstallKey(path, key, nowNs));
  }

  @Override
  public void onUpgradeKey(SendKey key, int secondIndex) {
    mailbox.put(() -> outbound.get().onUpgradeKey(key, secondIndex));
  }

  @Override
  public void onRemoveKey(int path, SendKey key) {
    mailbox.put(() -> outbound.get().onRemoveKey(path, key));
  }

  @Override
  public void onDoubt(
      int path, boolean doubted, boolean lasting, int session, long reported, long nowNs) {
    mailbox.put(() -> outbound.get().onDoubt(path, doubted, lasting, session, reported, nowNs));
    // Of what is to be sent again the oldest packet is late already.
    mailbox.hurry();
  }

  @Override
  public void onLeft(int path, int session, long reported, long nowNs) {
    mailbox.put(() -> outbound.get().onLeft(path, session, reported, nowNs));
    mailbox.hurry();
  }

  @Override
  public void onLossDoubt(int path, int grade, boolean crowded) {
    mailbox.put(() -> outbound.get().onLossDoubt(path, grade, crowded));
  }

  @Override
  public void onParity(int path, int ratePpm, boolean full) {
    mailbox.put(() -> outbound.get().onParity(path, ratePpm, full));
  }

  @Override
  public void onAbilities(String peer, int abilities) {
    mailbox.put(() -> outbound.get().onAbilities(peer, abilities));
  }

  @Override
  public void onBondMeasures(int path, BondMeasures measures, long nowNs) {
    offer(() -> outbound.get().onBondMeasures(path, measures, nowNs));
  }

  @Override
  public void onBondAsk(int peer, int flow, boolean overdue, int first, int others, long nowNs) {
    if (mailbox.offer(() -> outbound.get().onBondAsk(peer, flow, overdue, first, others, nowNs))) {
      // A flow waits for them.
      mailbox.hurry();
    } else {
      drops.count(DropReason.MAILBOX_FULL);
    }
  }

  @Override
  public void onAskPeer(int peer, byte[] frame, long nowNs) {
    if (mailbox.offer(() -> outbound.get().onAskPeer(peer, frame, nowNs))) {
      mailbox.hurry();
    } else {
      drops.count(DropReason.MAILBOX_FULL);
    }
  }

  @Override
  public void onLinkRate(int link, long bitsPerSecond, long found) {
    mailbox.put(() -> outbound.get().onLinkRate(link, bitsPerSecond, found));
  }

  @Override
  public void onDrill(long links) {
    mailbox.put(() -> outbound.get().onDrill(links));
  }

  @Override
  public void onGaveUp(int path) {
    mailbox.put(() -> outbound.get().onGaveUp(path));
  }

  @Override
  public void onDescribeFlows(int from, long nowNs, Consumer<FlowPage> sink) {
    mailbox.put(() -> outbound.get().onDescribeFlows(from, nowNs, sink));
  }

  @Override
  public void onDescribeQueues(Consumer<List<LinkQueueView>> sink) {
    mailbox.put(() -> outbound.get().onDescribeQueues(sink));
  }

  @Override
  public void onDescribeBonds(Consumer<List<BondPathsView>> sink) {
    mailbox.put(() -> outbound.get().onDescribeBonds(sink));
  }

  @Override
  public void onSendDatagram(Endpoint to, byte[] datagram) {
    offer(() -> outbound.get().onSendDatagram(to, datagram));
  }

  @Override
  public void onSendFrame(int path, byte[] frame, long nowNs) {
    offer(() -> outbound.get().onSendFrame(path, frame, nowNs));
  }

  @Override
  public boolean onAdmitted(long sh, long sl, long dh, long dl, long ports, int dscp, long nowNs) {
    return mailbox.offer(() -> outbound.get().onAdmitted(sh, sl, dh, dl, ports, dscp, nowNs));
  }

  private void offer(Runnable call) {
    if (!mailbox.offer(call)) {
      drops.count(DropReason.MAILBOX_FULL);
    }
  }
}
