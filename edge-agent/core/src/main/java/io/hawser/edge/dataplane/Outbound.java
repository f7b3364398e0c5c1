package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProbeFrame;
import io.hawser.edge.overlay.ProbeReplyFrame;
import io.hawser.edge.overlay.TimeTrailer;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.packet.Fragments;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.packet.LeftChecksum;
import io.hawser.edge.packet.SuperPacket;
import io.hawser.edge.packet.TcpMss;
import io.hawser.edge.packet.TooBig;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.playout.PlayoutBuffer;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.edge.steer.Placement;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Transport;
import io.hawser.probe.NtpTimestamp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A packet's way out: TUN to wire.
///
/// 1. *parse*: is it an IP packet, whole? A super-packet stands for many
/// 2. *identify*: its flow, by 5-tuple, remembered from the first packet on
/// 3. *classify*: application, class, route and grant, once a flow and policy
/// 4. *place*: peer and path by the steering table, once a flow and table
/// 5. *fit*: too big is answered by ICMP, a SYN's MSS is lowered
/// 6. *cut*: a super-packet into its segments, in place; TCP checksums are left to the far edge,
///    which of some flows is told when each packet came
/// 7. *queue*: where the peer's line or the link is full and its rate known, until it is its
///    class's and flow's turn; packets of a bonded flow each by the path on which they arrive first
/// 8. *mark*: the outer header's code point by policy, its ECN by RFC 6040
/// 9. *seal*: with the path's key, from where it lies to where it leaves from, or stage until a
///    stock client has a key; what is real-time is kept, and copied to another path while this one
///    is in doubt or loses too much; what is thin is kept until this one is left for its silence
/// 10. *emit*: to the path's link and endpoint
///
/// Steps 1 to 5 are done once for a super-packet; drops and counters count packets. Steps 7 to 10
/// are [Departure]'s; what waited there is placed and fitted again at its turn. Owned by the
/// outbound agent; not thread-safe. The path of a packet of a known flow allocates nothing of ours.
public final class Outbound implements OutboundCommands {
  /// Flows remembered at most; about 20 MB when full.
  static final int FLOWS = 1 << 17;

  /// Largest frame that control or inbound may ask to be sent, bytes.
  private static final int FRAME_CAPACITY = 1 << 16;

  private static final long NS_PER_US = 1_000;
  private static final long TICK_NS = 1_000_000_000L;

  /// From a user packet to the report on it; well below the shortest time in which silence counts.
  private static final long REPORT_NS = 10_000_000L;

  private final WireEgress wire;
  private final TunEgress tun;
  private final ControlEvents control;
  private final InboundCommands inbound;
  private final DropCounters drops;
  private final FlowTable flows = new FlowTable(FLOWS);
  private final SuperPacket packet = new SuperPacket();
  private final FlowKey key = new FlowKey();
  private final Fragments fragments = new Fragments();
  private final Conversations conversations = new Conversations();
  private final Departure departure;
  private final MemorySegment answer =
      Arena.ofAuto().allocate(VirtioHeader.LENGTH + TooBig.MAXIMUM, 8);
  private final MemorySegment scratch = Arena.ofAuto().allocate(FRAME_CAPACITY, 8);

  private final MemorySegment timedPacket =
      Arena.ofAuto().allocate(PlayoutBuffer.LONGEST + TimeTrailer.LENGTH, 8);

  private @Nullable Forwarding forwarding;
  private SteeringTable steering = SteeringTable.EMPTY;
  private @Nullable OutboundPath[] paths = new OutboundPath[0];

  private final PeerAbilities abilities = new PeerAbilities();

  private long cycleNs = Long.MIN_VALUE / 2;
  private long nextTickNs;
  private long nextReportNs;
  private boolean reporting;

  /// @param drops counted by this agent only
  public Outbound(
      WireEgress wire,
      TunEgress tun,
      ControlEvents control,
      InboundCommands inbound,
      DropCounters drops) {
    this.wire = wire;
    this.tun = tun;
    this.control = control;
    this.drops = drops;
    this.inbound = inbound;
    this.departure = new Departure(wire, control, drops, new WaitedFor(), this::reportSoon);
  }

  // ---------------------------------------------------------------- the packet, in its order

  /// Takes a packet from the TUN, whose [VirtioHeader] stands at `at`; `length` counts from there.
  /// The packet is changed in place.
  public void onTunPacket(MemorySegment p, long at, int length, long nowNs) {
    if (!packet.read(p, at, length)) {
      drops.count(DropReason.MALFORMED, packet.count());
      return;
    }
    Forwarding tables = forwarding;
    if (tables == null) {
      drops.count(DropReason.NO_ROUTE, packet.count());
      return;
    }
    long ip = packet.start();
    Flow flow = identify(p, ip, length - VirtioHeader.LENGTH, nowNs);
    classify(flow, tables, nowNs);
    admit(flow, tables, nowNs);
    OutboundPath path = place(flow, p, ip, packet.count());
    if (path != null && fit(flow, path, p, ip, packet.longest(), packet.count())) {
      clamp(flow, path, p, ip);
      cut(flow, path, p, nowNs);
    }
  }

  private Flow identify(MemorySegment p, long at, int total, long nowNs) {
    key.read(p, at);
    fragments.complete(key, p, at, nowNs);
    Flow flow = flows.findOrCreate(key, nowNs);
    flow.meet(IpPacket.dscp(p, at), packet.count(), total, nowNs);
    flow.follow(key.tcpFlags(p, at));
    return flow;
  }

  private static void classify(Flow flow, Forwarding tables, long nowNs) {
    if (flow.enterPolicy(tables.epoch())) {
      tables.classify(flow);
      flow.admittedNs = nowNs - Conversations.RENEW_NS;
    }
  }

  private void admit(Flow flow, Forwarding tables, long nowNs) {
    if (tables.restricts() && !flow.denied && Conversations.isRenewalDue(flow, nowNs)) {
      flow.admittedNs = inbound.admitReverseOf(key, flow.dscp, nowNs) ? nowNs : flow.admittedNs;
    }
  }

  private @Nullable OutboundPath place(Flow flow, MemorySegment p, long at, int count) {
    DropReason refusal = refusal(flow, p, at);
    OutboundPath path = refusal == null ? choose(flow) : null;
    if (path == null) {
      drops.count(refusal == null ? DropReason.ofPathless(flow) : refusal, count);
    }
    return path;
  }

  private @Nullable DropReason refusal(Flow flow, MemorySegment p, long at) {
    if (flow.route == null || flow.route.nextHops().isEmpty()) {
      return DropReason.NO_ROUTE;
    }
    if (flow.denied) {
      return DropReason.DENIED;
    }
    if (!flow.granted && !flow.answers && !conversations.isErrorOfOne(p, at, key, flows)) {
      return DropReason.NOT_GRANTED;
    }
    return null;
  }

  private @Nullable OutboundPath choose(Flow flow) {
    if (flow.enterSteering(steering.epoch())) {
      Placement.place(flow, steering);
    }
    return path(flow.path);
  }

  private boolean fit(
      Flow flow, OutboundPath path, MemorySegment p, long at, int longest, int count) {
    int mtu = departure.mtu(flow, path);
    if (longest <= mtu) {
      return true;
    }
    drops.count(DropReason.TOO_BIG, count);
    int length = TooBig.write(p, at, mtu, answer, VirtioHeader.LENGTH);
    tun.toTun(answer, 0, VirtioHeader.LENGTH + length);
    return false;
  }

  private void clamp(Flow flow, OutboundPath path, MemorySegment p, long at) {
    if (key.protocol == IpPacket.PROTOCOL_TCP && !key.isFragment) {
      TcpMss.clamp(p, at, key.upperOffset, departure.mtu(flow, path));
    }
  }

  private void cut(Flow flow, OutboundPath path, MemorySegment p, long nowNs) {
    if (!path.slot.stock()) {
      packet.leaveChecksums(key);
    }
    boolean timed = Departure.isTimed(flow, path);
    for (int i = 0; i < packet.count(); i++) {
      int total = packet.cut(i);
      if (timed) {
        // Behind a segment stands the next one.
        MemorySegment.copy(p, packet.offset(), timedPacket, 0, total);
        TimeTrailer.write(timedPacket, total, nowNs / NS_PER_US);
        departure.go(flow, path, timedPacket, 0, total + TimeTrailer.LENGTH, nowNs);
      } else {
        departure.go(flow, path, p, packet.offset(), total, nowNs);
      }
    }
  }

  private final class WaitedFor implements Departure.Placer {
    @Override
    public @Nullable OutboundPath choose(Flow flow, long nowNs) {
      if (forwarding != null) {
        classify(flow, forwarding, nowNs);
      }
      return Outbound.this.choose(flow);
    }

    @Override
    public @Nullable OutboundPath place(
        Flow flow, MemorySegment p, long at, int total, boolean toEdge) {
      key.read(p, at);
      OutboundPath path = Outbound.this.place(flow, p, at, 1);
      if (path == null) {
        return null;
      }
      int own = Departure.isTimed(flow, path) ? total - TimeTrailer.LENGTH : total;
      if (!fit(flow, path, p, at, own, 1)) {
        return null;
      }
      if (path.slot.stock() == toEdge) {
        LeftChecksum.turn(p, at, key, !path.slot.stock());
      }
      return path;
    }
  }

  /// The shell: a datagram that [WireEgress#toWire] took did not leave after all.
  public void onRefused(int socket, InetSocketAddress destination) {
    departure.onRefused(socket, destination);
  }

  // ---------------------------------------------------------------- what others ask

  @Override
  public void onForwarding(Forwarding next) {
    @Nullable OutboundPath[] kept = new OutboundPath[next.paths().size()];
    for (int i = 0; i < kept.length; i++) {
      PathSlot slot = next.paths().get(i);
      if (slot != null) {
        kept[i] = OutboundPath.continuing(i < paths.length ? paths[i] : null, slot);
      }
    }
    for (OutboundPath before : paths) {
      if (before != null) {
        // What is left there waits for a session that will not come about.
        drops.count(DropReason.STAGED_EXPIRED, before.dropStaged());
      }
    }
    boolean isRenumbered = forwarding != null && forwarding.isRenumberedIn(next);
    paths = kept;
    forwarding = next;
    abilities.tell(next, kept);
    departure.onForwarding(next, kept, isRenumbered);
  }

  @Override
  public void onSteering(SteeringTable table) {
    steering = table;
    departure.onSteering(table);
  }

  @Override
  public void onInstallKey(int slot, SendKey sendKey, long nowNs) {
    OutboundPath path = path(slot);
    if (path == null) {
      return;
    }
    if (path.hasNews()) {
      // Under the key that it left by: the peer's report names the session.
      path.report(control, nowNs);
    }
    path.key = sendKey;
    path.unstage((p, at, length) -> unstage(path, p, at, length, nowNs));
  }

  private void unstage(OutboundPath path, MemorySegment p, long at, int total, long nowNs) {
    key.read(p, at);
    fragments.complete(key, p, at, nowNs);
    Flow flow = flows.findOrCreate(key, nowNs);
    if (forwarding != null) {
      classify(flow, forwarding, nowNs);
    }
    departure.go(flow, path, p, at, total, nowNs);
  }

  @Override
  public void onUpgradeKey(SendKey sendKey, int secondIndex) {
    sendKey.upgrade(secondIndex);
  }

  @Override
  public void onRemoveKey(int slot, SendKey gone) {
    OutboundPath path = path(slot);
    if (path != null && path.key == gone) {
      path.key = null;
    }
    gone.destroy();
  }

  @Override
  public void onSendDatagram(Endpoint to, byte[] datagram) {
    departure.exit().send(to, datagram, cycleNs);
  }

  @Override
  public void onSendFrame(int slot, byte[] frame, long askedNs) {
    // A probe is stamped with the time at which it leaves, not at which it was asked for.
    long nowNs = cycleNs - askedNs > 0 ? cycleNs : askedNs;
    OutboundPath path = path(slot);
    SendKey sendKey = path == null ? null : path.key;
    if (path == null) {
      return;
    }
    if (sendKey == null) {
      // No packet of anybody's is lost: a frame without a session only says that one is wanted.
      path.askForSession(control, nowNs);
      return;
    }
    MemorySegment.copy(frame, 0, scratch, ValueLayout.JAVA_BYTE, 0, frame.length);
    stamp(path, frame.length, nowNs);
    int mtu = path.slot.innerMtu();
    long room = wire.room(SendKey.paddedLength(frame.length, mtu) + Transport.OVERHEAD);
    int sealed = sendKey.seal(scratch, 0, frame.length, mtu, wire.memory(), room, nowNs);
    if (sealed < 0) {
      path.askForSession(control, nowNs);
      return;
    }
    if (frame.length > ProbeFrame.LENGTH && isProbe()) {
      path.noteFullSized();
    }
    departure.exit().emit(path, sendKey, room, sealed, WireEgress.UNMARKED, nowNs);
  }

  private boolean isProbe() {
    return OverlayFrame.type(scratch, 0) == OverlayFrame.PROBE;
  }

  private void stamp(OutboundPath path, int length, long nowNs) {
    if (length == 0) {
      return;
    }
    long timestamp = NtpTimestamp.fromNs(nowNs);
    long packets = path.slot.sent().packets() + 1;
    switch (OverlayFrame.type(scratch, 0)) {
      case OverlayFrame.PROBE, OverlayFrame.URGENT_PROBE -> {
        ProbeFrame.stamp(scratch, 0, timestamp, packets);
        path.noteProbe();
        reportSoon(nowNs);
      }
      case OverlayFrame.PROBE_REPLY -> ProbeReplyFrame.stamp(scratch, 0, timestamp, packets);
      default -> {}
    }
  }

  @Override
  public void onDoubt(
      int slot, boolean doubted, boolean lasting, int session, long reported, long nowNs) {
    OutboundPath path = path(slot);
    if (path == null) {
      return;
    }
    boolean grows = (doubted && !path.doubted) || (lasting && !path.lasting);
    path.doubted = doubted;
    path.lasting = lasting;
    path.left &= doubted;
    departure.onDoubt(path, grows, session, reported, nowNs);
    if (grows && path.left) {
      onLeft(slot, session, reported, nowNs);
    }
  }

  @Override
  public void onLeft(int slot, int session, long reported, long nowNs) {
    OutboundPath path = path(slot);
    if (path != null) {
      path.left = true;
      departure.onLeft(path, session, reported, nowNs);
    }
  }

  @Override
  public void onLossDoubt(int slot, int grade, boolean crowded) {
    OutboundPath path = path(slot);
    if (path != null) {
      path.loss = grade;
      path.crowded = crowded;
    }
  }

  @Override
  public void onParity(int slot, int ratePpm, boolean full) {
    OutboundPath path = path(slot);
    if (path != null) {
      path.parityPpm = ratePpm;
      path.full = full;
    }
  }

  @Override
  public void onAbilities(String peer, int bits) {
    abilities.put(peer, bits);
    if (forwarding != null) {
      abilities.tell(forwarding, paths);
    }
  }

  @Override
  public void onBondMeasures(int slot, BondMeasures measures, long nowNs) {
    OutboundPath path = path(slot);
    if (path != null) {
      departure.onBondMeasures(path, measures, nowNs);
    }
  }

  @Override
  public void onBondAsk(int peer, int flow, boolean overdue, int first, int others, long nowNs) {
    departure.onBondAsk(peer, flow, overdue, first, others, nowNs);
  }

  @Override
  public void onAskPeer(int peer, byte[] frame, long nowNs) {
    OutboundPath path = departure.quickest(peer);
    if (path != null) {
      onSendFrame(path.slot.slot(), frame, nowNs);
    }
  }

  @Override
  public void onLinkRate(int link, long bitsPerSecond, long found) {
    departure.onLinkRate(link, bitsPerSecond, found);
  }

  @Override
  public void onDrill(long links) {
    departure.exit().drill(links);
  }

  @Override
  public void onGaveUp(int slot) {
    OutboundPath path = path(slot);
    if (path != null) {
      drops.count(DropReason.STAGED_EXPIRED, path.dropStaged());
    }
  }

  @Override
  public boolean onAdmitted(long sh, long sl, long dh, long dl, long ports, int dscp, long nowNs) {
    key.set(sh, sl, dh, dl, ports);
    Conversations.admit(flows.findOrCreate(key, nowNs), dscp, nowNs);
    return true;
  }

  @Override
  public void onDescribeFlows(int from, long nowNs, Consumer<FlowPage> sink) {
    sink.accept(FlowPage.of(flows, from, forwarding, steering, departure::bondedPaths, nowNs));
  }

  @Override
  public void onDescribeQueues(Consumer<List<LinkQueueView>> sink) {
    sink.accept(departure.describeQueues());
  }

  @Override
  public void onDescribeBonds(Consumer<List<BondPathsView>> sink) {
    sink.accept(departure.describeBonds());
  }

  // ---------------------------------------------------------------- time

  /// A duty cycle begins.
  public void onCycle(long nowNs) {
    cycleNs = nowNs;
    departure.onCycle(nowNs);
  }

  public long nextDeadlineNs() {
    long housekeepingNs = nextReportNs - nextTickNs < 0 ? nextReportNs : nextTickNs;
    return Math.min(housekeepingNs, departure.nextTurnNs());
  }

  public void onTick(long nowNs) {
    departure.onTick(nowNs);
    if (nowNs - nextTickNs >= 0) {
      flows.sweep(nowNs);
      nextTickNs = nowNs + TICK_NS;
      nextReportNs = nowNs + (reporting ? REPORT_NS : TICK_NS);
    }
    if (reporting && nowNs - nextReportNs >= 0) {
      report(nowNs);
    }
  }

  private void report(long nowNs) {
    reporting = false;
    nextReportNs = nowNs + TICK_NS;
    // First: what is sent on a path is then known of its link.
    departure.report(nowNs);
    for (OutboundPath path : paths) {
      if (path != null && path.hasNews()) {
        path.report(control, nowNs);
      }
    }
  }

  /// A user packet or a probe left, or something did not: control hears of it within [#REPORT_NS],
  /// and nothing wakes an idle edge.
  private void reportSoon(long nowNs) {
    if (!reporting) {
      reporting = true;
      nextReportNs = nowNs + REPORT_NS;
    }
  }

  private @Nullable OutboundPath path(int slot) {
    return slot >= 0 && slot < paths.length ? paths[slot] : null;
  }
}
