package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondView;
import io.hawser.edge.bond.Order;
import io.hawser.edge.overlay.BondFrame;
import io.hawser.edge.overlay.CopyFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.Ecn;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.Fragments;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.packet.LeftChecksum;
import io.hawser.edge.packet.TcpMss;
import io.hawser.edge.path.ReceiveAccount;
import io.hawser.edge.path.ReceiveOverflow;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Contact;
import io.hawser.edge.wireguard.MessageType;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A packet's way in: wire to TUN.
///
/// 1. *find*: a handshake message goes to control; a transport message names its session
/// 2. *open*: decrypt to where the packet probably goes, check the tag, then the replay window
/// 3. *notice*: the key is confirmed, the sender may have roamed
/// 4. *unwrap*: keepalive, overlay frame, IP packet, or a copy of one that went by another path
///    too, of which the first to come goes on
/// 5. *identify*: its flow, by 5-tuple
/// 6. *admit*: the inner source belongs to the sender, and a grant or an earlier packet lets it in
/// 7. *tell*: congestion that the network marked outside is marked inside (RFC 6040)
/// 8. *order*: of a bonded flow, held until those before it have come by their paths, or no longer
/// 9. *time*: of a flow that is to leave as evenly as it came to the sender, held until its time
/// 10. *deliver*: to the TUN, joined with those of its flow that came with it
///
/// Silent to whatever fails a check. Owned by the inbound agent; not thread-safe. The path of a
/// packet of a known flow allocates nothing of ours.
public final class Inbound implements InboundCommands {
  private static final long TICK_NS = 1_000_000_000L;

  private final TunEgress tun;
  private final ControlEvents control;
  private final OutboundCommands outbound;
  private final DropCounters drops;
  private final FlowTable flows = new FlowTable(Outbound.FLOWS);
  private final FlowKey key = new FlowKey();
  private final Fragments fragments = new Fragments();
  private final Conversations conversations = new Conversations();
  private final SessionTable sessions = new SessionTable();
  private final ReportRound reports = new ReportRound(sessions, this::report);
  private final FrameDesk frames;
  private final Repairs repairs = new Repairs();
  private final BondArrivals bonded;
  private final JitterBuffer jitterBuffer = new JitterBuffer(this::deliverInTime);
  private final Coalescer coalescer;

  /// By socket, a number of [Sockets].
  private final List<ReceiveOverflow> overflows = new ArrayList<>();

  private @Nullable Forwarding forwarding;
  private long drilled;
  private long nextTickNs;

  /// Traffic class of the datagram that is being taken.
  private int outerClass;

  /// @param device what the TUN device takes in one piece
  /// @param drops counted by this agent only
  public Inbound(
      TunEgress tun,
      Coalescer.Abilities device,
      ControlEvents control,
      OutboundCommands outbound,
      DropCounters drops) {
    this.tun = tun;
    this.coalescer = new Coalescer(device, this::write);
    this.control = control;
    this.drops = drops;
    this.outbound = outbound;
    this.frames = new FrameDesk(control, outbound);
    this.bonded = new BondArrivals(outbound, drops, this::deliverInTurn);
  }

  // ---------------------------------------------------------------- the packet, in its order

  /// Takes a datagram from a socket, a number of [Sockets]. What it brings is delivered at the next
  /// [#onDrained] at the latest.
  ///
  /// @param trafficClass the second byte of its IP header (RFC 2474, RFC 3168)
  public void onDatagram(
      int socket,
      InetSocketAddress source,
      int trafficClass,
      MemorySegment p,
      long at,
      int length,
      long nowNs) {
    outerClass = trafficClass;
    if (Sockets.isAmong(socket, drilled)) {
      drops.count(DropReason.DRILL);
      return;
    }
    if (!Transport.isPlausible(p, at, length)) {
      handshake(socket, source, p, at, length, nowNs);
      return;
    }
    InboundSession session = sessions.get(Transport.receiver(p, at));
    if (session == null) {
      drops.count(DropReason.UNKNOWN_SESSION);
      return;
    }
    if (!session.key.contact().admits(socket)) {
      drops.count(DropReason.WRONG_LINK);
      return;
    }
    long counter = Transport.counter(p, at);
    long place = coalescer.place(length - Transport.OVERHEAD);
    try {
      int plaintext = open(session, p, at, length, place, nowNs);
      if (plaintext >= 0) {
        notice(session, socket, source, length, nowNs);
        unwrap(session, counter, coalescer.memory(), place, plaintext, nowNs);
      } else if (plaintext == ReceiveKey.COPY_CAME_FIRST) {
        notice(session, socket, source, length, nowNs);
        session.account.onPacket(
            counter, length - Transport.OVERHEAD, ReceiveAccount.Kind.DATA, nowNs);
        reports.note(session);
      } else if (plaintext == ReceiveKey.TOO_LATE) {
        session.account.onTooLate(counter, nowNs);
        reports.note(session);
      }
    } finally {
      coalescer.release();
    }
    deliverRecovered(session, nowNs);
  }

  /// What became known by a datagram is delivered when that has been.
  private void deliverRecovered(InboundSession session, long nowNs) {
    // Nothing outside was marked for them.
    outerClass = Ecn.NOT_CAPABLE;
    for (int n = 0; n < repairs.recoveredCount(); n++) {
      int length = repairs.recoveredLength(n);
      long from = Repairs.recoveredOffset(n);
      long place = coalescer.place(length);
      try {
        MemorySegment.copy(repairs.recovered(), from, coalescer.memory(), place, length);
        packet(session, coalescer.memory(), place, length, nowNs);
      } finally {
        coalescer.release();
      }
    }
    repairs.forgetRecovered();
  }

  /// The kernel dropped datagrams that came by a socket, as it had no room for them, before the one
  /// that was taken last.
  ///
  /// @param atMost how many; a bound, where the kernel does not know
  public void onOverflow(int socket, long atMost) {
    overflow(socket).onDropped(atMost);
  }

  private ReceiveOverflow overflow(int socket) {
    if (socket == Contact.ANY_SOCKET) {
      // A stock client's, to whom nothing is reported.
      return new ReceiveOverflow();
    }
    while (overflows.size() <= socket) {
      overflows.add(new ReceiveOverflow());
    }
    return overflows.get(socket);
  }

  /// All datagrams that waited have been taken.
  public void onDrained() {
    coalescer.flush();
  }

  private void handshake(
      int socket, InetSocketAddress source, MemorySegment p, long at, int length, long nowNs) {
    if (!MessageType.isHandshake(p, at, length)) {
      drops.count(DropReason.UNKNOWN_TYPE);
      return;
    }
    byte[] datagram = p.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    if (!control.onHandshake(socket, source, datagram, nowNs)) {
      drops.count(DropReason.HANDSHAKE_OVERFLOW);
    }
  }

  private int open(
      InboundSession session, MemorySegment p, long at, int length, long place, long nowNs) {
    int result = session.key.open(p, at, length, coalescer.memory(), place, nowNs);
    if (result < 0) {
      drops.count(
          switch (result) {
            case ReceiveKey.COPY_CAME_FIRST -> DropReason.DUPLICATE;
            case ReceiveKey.REPLAYED -> DropReason.REPLAYED;
            case ReceiveKey.TOO_LATE, ReceiveKey.FORGOTTEN -> DropReason.TOO_LATE;
            case ReceiveKey.EXPIRED -> DropReason.EXPIRED_KEY;
            default -> DropReason.NOT_AUTHENTIC;
          });
    }
    return result;
  }

  private void notice(
      InboundSession session, int socket, InetSocketAddress source, int length, long nowNs) {
    session.slot.received().carried(length);
    if (session.unconfirmed || session.key.takeConfirmation()) {
      session.unconfirmed = !control.onKeyConfirmed(session.key, nowNs);
    }
    if (session.key.contact().heardFrom(socket, source)) {
      control.onRoamed(session.slot.slot(), source, nowNs);
    }
  }

  private void unwrap(
      InboundSession session, long counter, MemorySegment p, long at, int length, long nowNs) {
    if (length == 0) {
      session.account.onPacket(counter, length, ReceiveAccount.Kind.SILENT, nowNs);
    } else if (OverlayFrame.isFrame(p, at, length)) {
      frame(session, counter, p, at, length, nowNs);
    } else {
      session.account.onPacket(counter, length, ReceiveAccount.Kind.DATA, nowNs);
      packet(session, p, at, length, nowNs);
    }
    reports.note(session);
  }

  private void packet(InboundSession session, MemorySegment p, long at, int length, long nowNs) {
    Flow flow = admitted(session, p, at, length, nowNs);
    if (flow != null) {
      clamp(session, p, at);
      if (!jitterBuffer.takes(flow, p, at, length, nowNs)) {
        deliver(flow, p, at, IpPacket.totalLength(p, at), session.peer.edge());
      }
    }
  }

  /// The flow of a packet that may pass; null where it may not, which is counted.
  private @Nullable Flow admitted(
      InboundSession session, MemorySegment p, long at, int length, long nowNs) {
    if (!IpPacket.isPlausible(p, at, length)) {
      drops.count(DropReason.MALFORMED_INNER);
      return null;
    }
    Forwarding tables = forwarding;
    if (tables == null) {
      drops.count(DropReason.FOREIGN_SOURCE);
      return null;
    }
    int total = IpPacket.totalLength(p, at);
    key.read(p, at);
    // Before anything is remembered of it: nobody changes the state of another's flows.
    if (session.peer.allowed().lookup(key.sourceHigh, key.sourceLow) == null) {
      drops.count(DropReason.FOREIGN_SOURCE);
      return null;
    }
    Flow flow = identify(p, at, total, nowNs);
    DropReason refusal = admit(session, flow, tables, p, at, nowNs);
    if (refusal != null) {
      drops.count(refusal);
      return null;
    }
    if (!Ecn.decapsulate(outerClass, p, at)) {
      drops.count(DropReason.CONGESTED);
      return null;
    }
    return flow;
  }

  private void frame(
      InboundSession session, long counter, MemorySegment p, long at, int length, long nowNs) {
    boolean plausible = OverlayFrame.isPlausible(p, at, length);
    int type = plausible ? OverlayFrame.type(p, at) : 0;
    session.account.onPacket(counter, length, ReceiveAccount.Kind.ofFrame(type), nowNs);
    if (!session.peer.edge()) {
      drops.count(DropReason.FOREIGN_FRAME);
    } else if (!plausible) {
      drops.count(DropReason.MALFORMED_FRAME);
    } else if (type == OverlayFrame.COPY) {
      copy(session, p, at, nowNs);
    } else if (type == OverlayFrame.PROTECTED) {
      protectedPacket(session, p, at, nowNs);
    } else if (type == OverlayFrame.REPAIR) {
      repair(session, p, at, nowNs);
    } else if (type == OverlayFrame.BOND) {
      bonded(session, p, at, nowNs);
    } else {
      DropReason refusal =
          type == OverlayFrame.BOND_ASK
              ? bonded.onAsk(session, p, at, nowNs)
              : frames.onFrame(session, p, at, nowNs);
      if (refusal != null) {
        drops.count(refusal);
      }
    }
  }

  private void copy(InboundSession session, MemorySegment p, long at, long nowNs) {
    if (!CopyFrame.isPlausible(p, at)) {
      drops.count(DropReason.MALFORMED_FRAME);
      return;
    }
    InboundSession original = sessions.get(CopyFrame.session(p, at));
    // A peer speaks for its own sessions only.
    if (original == null || original.peer.slot() != session.peer.slot()) {
      drops.count(DropReason.UNKNOWN_SESSION);
      return;
    }
    int refusal = original.key.takeCopy(CopyFrame.counter(p, at), nowNs);
    if (refusal < 0) {
      drops.count(
          switch (refusal) {
            case ReceiveKey.REPLAYED -> DropReason.DUPLICATE;
            case ReceiveKey.TOO_LATE -> DropReason.TOO_LATE;
            default -> DropReason.EXPIRED_KEY;
          });
    } else {
      // To where the coalescer expects a packet.
      int length = CopyFrame.packetLength(p, at);
      MemorySegment.copy(p, at + CopyFrame.HEADER_LENGTH, p, at, length);
      if (OverlayFrame.isFrame(p, at, length)) {
        copiedFrame(session, p, at, length, nowNs);
      } else {
        packet(session, p, at, length, nowNs);
      }
    }
  }

  private void copiedFrame(
      InboundSession session, MemorySegment p, long at, int length, long nowNs) {
    if (OverlayFrame.isPlausible(p, at, length)
        && OverlayFrame.type(p, at) == OverlayFrame.PROTECTED) {
      protectedPacket(session, p, at, nowNs);
    } else {
      drops.count(DropReason.MALFORMED_FRAME);
    }
  }

  private void protectedPacket(InboundSession session, MemorySegment p, long at, long nowNs) {
    DropReason refusal =
        ProtectedFrame.isPlausible(p, at)
            ? repairs.onPacket(session, p, at, nowNs)
            : DropReason.MALFORMED_FRAME;
    if (refusal != null) {
      drops.count(refusal);
      return;
    }
    // To where the coalescer expects a packet.
    int length = ProtectedFrame.packetLength(p, at);
    MemorySegment.copy(p, at + ProtectedFrame.HEADER_LENGTH, p, at, length);
    packet(session, p, at, length, nowNs);
  }

  private void repair(InboundSession session, MemorySegment p, long at, long nowNs) {
    DropReason refusal =
        RepairFrame.isPlausible(p, at)
            ? repairs.onRepair(session, p, at, nowNs)
            : DropReason.MALFORMED_FRAME;
    if (refusal != null) {
      drops.count(refusal);
    }
  }

  /// What may not pass is not waited for either.
  private void bonded(InboundSession session, MemorySegment p, long at, long nowNs) {
    if (!BondFrame.isPlausible(p, at)) {
      drops.count(DropReason.MALFORMED_FRAME);
      return;
    }
    int length = BondFrame.packetLength(p, at);
    long packet = at + BondFrame.HEADER_LENGTH;
    Flow flow = length == 0 ? null : admitted(session, p, packet, length, nowNs);
    if (flow == null) {
      bonded.onPacket(session, p, at, Order.MEASURED, 0, nowNs);
    } else {
      clamp(session, p, packet);
      int total = JitterBuffer.lengthWithTime(flow, p, packet, length);
      bonded.onPacket(session, p, at, flow.order, total, nowNs);
    }
  }

  /// A bonded packet's turn has come.
  private void deliverInTurn(MemorySegment p, long at, int length, long nowNs) {
    Flow flow = known(p, at, nowNs);
    if (!jitterBuffer.takes(flow, p, at, length, nowNs)) {
      deliverHeld(flow, p, at, IpPacket.totalLength(p, at));
    }
  }

  /// A packet's time has come.
  private void deliverInTime(MemorySegment p, long at, int length, long nowNs) {
    deliverHeld(known(p, at, nowNs), p, at, length);
  }

  private Flow known(MemorySegment p, long at, long nowNs) {
    key.read(p, at);
    fragments.complete(key, p, at, nowNs);
    return flows.findOrCreate(key, nowNs);
  }

  private void deliverHeld(Flow flow, MemorySegment p, long at, int total) {
    // The place of the datagram that brought it, or another: both are used up.
    coalescer.release();
    long place = coalescer.place(total);
    MemorySegment.copy(p, at, coalescer.memory(), place, total);
    deliver(flow, coalescer.memory(), place, total, true);
  }

  private Flow identify(MemorySegment p, long at, int total, long nowNs) {
    fragments.complete(key, p, at, nowNs);
    Flow flow = flows.findOrCreate(key, nowNs);
    flow.meet(IpPacket.dscp(p, at), 1, total, nowNs);
    flow.follow(key.tcpFlags(p, at));
    return flow;
  }

  private @Nullable DropReason admit(
      InboundSession session, Flow flow, Forwarding tables, MemorySegment p, long at, long nowNs) {
    if (flow.enterPolicy(tables.epoch()) || flow.peer != session.peer.slot()) {
      flow.peer = session.peer.slot();
      tables.classify(flow);
      flow.admittedNs = nowNs - Conversations.RENEW_NS;
    }
    if (flow.denied) {
      return DropReason.DENIED;
    }
    if (tables.restricts() && Conversations.isRenewalDue(flow, nowNs)) {
      flow.admittedNs = outbound.admitReverseOf(key, flow.dscp, nowNs) ? nowNs : flow.admittedNs;
    }
    return flow.granted || flow.answers || conversations.isErrorOfOne(p, at, key, flows)
        ? null
        : DropReason.INBOUND_NOT_GRANTED;
  }

  private void clamp(InboundSession session, MemorySegment p, long at) {
    if (isTcp()) {
      TcpMss.clamp(p, at, key.upperOffset, session.slot.innerMtu());
    }
  }

  /// @param fromEdge whether checksums may have been left to this side
  private void deliver(Flow flow, MemorySegment p, long at, int total, boolean fromEdge) {
    boolean left = isTcp() && fromEdge && LeftChecksum.isLeft(p, at, key.upperOffset);
    coalescer.add(flow, key, total, left);
  }

  private boolean isTcp() {
    return key.protocol == IpPacket.PROTOCOL_TCP && !key.isFragment;
  }

  private void write(MemorySegment p, long at, int length, int packets) {
    if (!tun.toTun(p, at, length)) {
      drops.count(DropReason.TUN_REFUSED, packets);
    }
  }

  // ---------------------------------------------------------------- what others ask

  @Override
  public void onForwarding(Forwarding next) {
    if (forwarding != null && forwarding.isRepeopledIn(next)) {
      repairs.clear();
      bonded.forget(forwarding.peers().size());
      jitterBuffer.forget();
      coalescer.flush();
    }
    forwarding = next;
    frames.retainPeers(next.peerIds());
    sessions.removeIf(session -> !session.continueIn(next));
  }

  @Override
  public void onRoundTrip(int peer, long roundTripNs) {
    bonded.onRoundTrip(peer, roundTripNs);
  }

  @Override
  public void onDescribeBonds(Consumer<BondView> sink) {
    sink.accept(bonded.view());
  }

  @Override
  public void onDescribePlayout(Consumer<PlayoutView> sink) {
    sink.accept(jitterBuffer.view());
  }

  @Override
  public void onDrill(long links) {
    drilled = links;
  }

  @Override
  public void onInstallKey(int path, ReceiveKey receiveKey) {
    Forwarding tables = forwarding;
    PathSlot slot = tables == null ? null : tables.path(path);
    if (tables == null || slot == null) {
      return;
    }
    PeerSlot peer = tables.peer(slot.peer());
    if (peer != null) {
      ReceiveOverflow overflow = overflow(receiveKey.contact().socket());
      sessions.put(new InboundSession(slot, peer, receiveKey, overflow));
    }
  }

  @Override
  public void onRemoveKey(ReceiveKey gone) {
    sessions.removeIf(session -> session.key == gone);
    gone.destroy();
  }

  @Override
  public boolean onAdmitted(long sh, long sl, long dh, long dl, long ports, int dscp, long nowNs) {
    key.set(sh, sl, dh, dl, ports);
    Conversations.admit(flows.findOrCreate(key, nowNs), dscp, nowNs);
    return true;
  }

  @Override
  public void onDescribeFlows(int from, long nowNs, Consumer<FlowPage> sink) {
    sink.accept(FlowPage.of(flows, from, forwarding, SteeringTable.EMPTY, _ -> List.of(), nowNs));
  }

  // ---------------------------------------------------------------- time

  public long nextDeadlineNs() {
    long heldNs = Math.min(bonded.nextDeadlineNs(), jitterBuffer.nextDeadlineNs());
    return Math.min(Math.min(nextTickNs, reports.nextDeadlineNs()), heldNs);
  }

  public void onTick(long nowNs) {
    if (nowNs - bonded.nextDeadlineNs() >= 0) {
      bonded.onTick(nowNs);
      coalescer.flush();
    }
    if (nowNs - jitterBuffer.nextDeadlineNs() >= 0) {
      jitterBuffer.onTick(nowNs);
      coalescer.flush();
    }
    reports.onTick(nowNs);
    if (nowNs - nextTickNs >= 0) {
      flows.sweep(nowNs);
      nextTickNs = nowNs + TICK_NS;
    }
  }

  private void report(InboundSession session, long nowNs) {
    control.onReceiveReport(session.slot.slot(), session.account.report(nowNs), nowNs);
  }
}
