package io.hawser.edge.control;

import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.RandomSource;
import io.hawser.edge.dataplane.DropCounters;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.Inbound;
import io.hawser.edge.dataplane.InboundProxy;
import io.hawser.edge.dataplane.Mailbox;
import io.hawser.edge.dataplane.Outbound;
import io.hawser.edge.dataplane.OutboundProxy;
import io.hawser.edge.dataplane.TunEgress;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.wireguard.TimestampLog;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// An edge without its shell: the three agents, joined by mailboxes.
///
/// ```
///            ┌───────────── control ─────────────┐
///            ▼  ▲                            ▲   ▼
///         outbound ◀──────────────────────▶ inbound
/// ```
///
/// Each agent is called by its own thread only, which also runs what its mailbox holds.
public final class EdgeCore {
  private final DropCounters outboundDrops = new DropCounters();
  private final DropCounters inboundDrops = new DropCounters();
  private final DropCounters controlDrops = new DropCounters();
  private final Outbound outbound;
  private final Inbound inbound;
  private final EdgeControl control;

  /// @param toOutbound read by the outbound thread
  /// @param toInbound read by the inbound thread
  /// @param toControl read by the control thread
  public record Mailboxes(Mailbox toOutbound, Mailbox toInbound, Mailbox toControl) {}

  /// What the core needs of the world besides packets.
  ///
  /// @param epochMs wall clock, for the time stamps of handshakes only
  /// @param logs storage of those time stamps, by own public key
  public record World(
      Steerer steerer,
      ControlListener listener,
      RandomSource random,
      PacketCiphers ciphers,
      LongSupplier epochMs,
      Function<PublicKey, TimestampLog> logs) {}

  /// Where packets leave.
  ///
  /// @param wire where outbound's datagrams go
  /// @param answers where outbound's answers to the kernel go
  /// @param tun where inbound's packets go
  /// @param device what the TUN device takes in one piece
  public record Exits(
      WireEgress wire, TunEgress answers, TunEgress tun, Coalescer.Abilities device) {}

  public EdgeCore(Exits exits, Mailboxes mailboxes, World world) {
    outbound =
        new Outbound(
            exits.wire,
            exits.answers,
            new ControlProxy(mailboxes.toControl, this::control, outboundDrops),
            new InboundProxy(mailboxes.toInbound, this::inbound),
            outboundDrops);
    inbound =
        new Inbound(
            exits.tun,
            exits.device,
            new ControlProxy(mailboxes.toControl, this::control, inboundDrops),
            new OutboundProxy(mailboxes.toOutbound, this::outbound, inboundDrops),
            inboundDrops);
    control =
        new EdgeControl(
            new OutboundProxy(mailboxes.toOutbound, this::outbound, controlDrops),
            new InboundProxy(mailboxes.toInbound, this::inbound),
            mailboxes.toOutbound::hurry,
            world,
            controlDrops);
  }

  public Outbound outbound() {
    return outbound;
  }

  public Inbound inbound() {
    return inbound;
  }

  public EdgeControl control() {
    return control;
  }

  /// Packets dropped by any of the three, by reason. Any thread.
  public Map<DropReason, Long> drops() {
    return DropCounters.sum(List.of(outboundDrops, inboundDrops, controlDrops));
  }

  /// The same of one reason.
  public long dropped(DropReason reason) {
    return outboundDrops.of(reason) + inboundDrops.of(reason) + controlDrops.of(reason);
  }
}
