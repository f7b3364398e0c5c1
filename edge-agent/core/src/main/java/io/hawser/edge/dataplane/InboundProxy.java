package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondView;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.wireguard.ReceiveKey;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The way to [Inbound] from another thread; see [OutboundProxy].
public final class InboundProxy implements InboundCommands {
  private final Mailbox mailbox;
  private final Supplier<Inbound> inbound;

  public InboundProxy(Mailbox mailbox, Supplier<Inbound> inbound) {
    this.mailbox = mailbox;
    this.inbound = inbound;
  }

  @Override
  public void onForwarding(Forwarding forwarding) {
    mailbox.put(() -> inbound.get().onForwarding(forwarding));
  }

  @Override
  public void onInstallKey(int path, ReceiveKey key) {
    mailbox.put(() -> inbound.get().onInstallKey(path, key));
  }

  @Override
  public void onRemoveKey(ReceiveKey key) {
    mailbox.put(() -> inbound.get().onRemoveKey(key));
  }

  @Override
  public void onDrill(long links) {
    mailbox.put(() -> inbound.get().onDrill(links));
  }

  @Override
  public void onRoundTrip(int peer, long roundTripNs) {
    mailbox.put(() -> inbound.get().onRoundTrip(peer, roundTripNs));
  }

  @Override
  public void onDescribeBonds(Consumer<BondView> sink) {
    mailbox.put(() -> inbound.get().onDescribeBonds(sink));
  }

  @Override
  public void onDescribePlayout(Consumer<PlayoutView> sink) {
    mailbox.put(() -> inbound.get().onDescribePlayout(sink));
  }

  @Override
  public void onDescribeFlows(int from, long nowNs, Consumer<FlowPage> sink) {
    mailbox.put(() -> inbound.get().onDescribeFlows(from, nowNs, sink));
  }

  @Override
  public boolean onAdmitted(long sh, long sl, long dh, long dl, long ports, int dscp, long nowNs) {
    return mailbox.offer(() -> inbound.get().onAdmitted(sh, sl, dh, dl, ports, dscp, nowNs));
  }
}
